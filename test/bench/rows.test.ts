import { describe, expect, test } from '../support/jest.js';
import { measureExchange } from '../../bench/rows/exchange.js';
import { measureEventLoop } from '../../bench/rows/event-loop.js';
import { measureHistory } from '../../bench/rows/history.js';
import { measureLive } from '../../bench/rows/live.js';
import { measureMonitor, monitorShare } from '../../bench/rows/monitor.js';
import { measureReading, READING_CASES } from '../../bench/rows/reading.js';
import { measureWorkers } from '../../bench/rows/workers.js';
import { sha256 } from '../../src/platform/node.js';
import { allEngines } from '../kernels/helpers.js';

const ONCE = { rounds: 1, sampleMs: 0.01, warmUpMs: 0, collectsGarbage: false };

// Each compares its outputs before it times them, and throws where they differ.
describe('rows of the bench', () => {
  test('workers', async () => {
    const { simd } = await allEngines();
    const { timings, isWorthThreads } = await measureWorkers(simd, { markets: 9, bars: 120 }, ONCE);
    expect(timings.map(({ name }) => name)).toEqual([
      'one thread',
      'two workers',
      'a worker and the caller',
      'auto',
    ]);
    expect(isWorthThreads).toBe(false);
  });

  test('live: all outputs of the catalogue, and a set of which the recompute leaves some out', async () => {
    const { simd } = await allEngines();
    const [all, some] = measureLive(simd, { markets: 5, bars: 500 }, ONCE);
    expect(all.liveOutputs).toBe(all.outputs);
    expect(some.liveOutputs).toBeGreaterThan(some.outputs);
  });

  test('history', async () => {
    const size = { markets: 5, bars: 1500 };
    const { timings } = await measureHistory(async () => (await allEngines()).simd, size, ONCE);
    expect(timings.every(({ ns }) => ns > 0)).toBe(true);
  });

  test('exchange: the same scan as of the simulated market, then only what is new', async () => {
    const { simd } = await allEngines();
    const exchange = { markets: 40, isCompressed: true, latencyMs: 5 };
    const { batches, first, second } = await measureExchange(simd, sha256, exchange, { rounds: 1 });
    expect(batches).toBe(Math.ceil(first.candleCalls / 20));
    expect([first.rowsAsked, second.rowsAsked]).toEqual([500, 2]);
    expect(second.bytes).toBeLessThan(0.15 * first.bytes);
    // Markets, tickers, then the candles, sixteen at a time.
    expect(first.idealMs).toBe(5 * (2 + Math.ceil(first.candleCalls / 16) + Math.ceil(first.bookCalls / 16)));
  });

  test('reading: every way to write a file, read alike by all', async () => {
    for (const each of READING_CASES) {
      const { timings, candles } = await measureReading({ ...each, markets: 3, bars: 330 }, ONCE);
      expect(candles).toBe(990);
      expect(timings.slice(0, 3).every(({ ns }) => ns > 0)).toBe(true);
    }
  });

  test('monitor: a process that waits and one that scans, and the share of the first', async () => {
    const row = await measureMonitor(20, { rounds: 1, windowMs: 50, scans: 1 });
    expect(Object.values(row).every((value) => value > 0)).toBe(true);
    expect(monitorShare({ ...row, idleMs: 1, watchedIdleMs: 8 })).toBeCloseTo(0.007, 12);
  });

  test('event loop: the endpoint answers while the child scans', async () => {
    const { first, later, polls } = await measureEventLoop(300, { rounds: 1, scans: 2 });
    expect(polls).toBeGreaterThan(0);
    for (const { p99Ms, maxMs } of [first, later]) expect(maxMs).toBeGreaterThanOrEqual(p99Ms);
  });
});
