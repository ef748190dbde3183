import fc from 'fast-check';
import { beforeEach, describe, expect, test } from '../support/jest.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { ColumnCalls } from '../../src/kernels/engine/column-calls.js';
import { createEngine, type Engine } from '../../src/kernels/engine/engine.js';
import { HistoryKernels } from '../../src/kernels/history/history-kernels.js';
import { createLiveSlab, type LiveSlab } from '../../src/kernels/live/live-slab.js';
import type { Slab } from '../../src/kernels/slab/slab.js';
import { openSession } from '../../src/library/session.js';
import { ALL_INDICATORS, LAST_OPEN_MS, randomMarket, seeded, seriesOf, TIMEFRAME_MS } from './helpers.js';
import { filledSlab, freshEngine, outputsOf, poolOf } from './pool-fixture.js';

const BARS = 150;
const random = seeded(5);
const SERIES = seriesOf(randomMarket(random, BARS));
const NEXT = seriesOf(randomMarket(random, 1), LAST_OPEN_MS + TIMEFRAME_MS);

function liveSlab(engine: Engine): LiveSlab {
  const slab = createLiveSlab(engine, {
    marketCount: 4,
    timeframeMs: TIMEFRAME_MS,
    lastOpenTimeMs: LAST_OPEN_MS,
    indicators: ALL_INDICATORS,
  });
  slab.add([{ series: SERIES, benchmark: null }]);
  return slab;
}

/** Every method of a slab. */
const SLAB_CALLS: Readonly<Record<string, (slab: Slab) => unknown>> = {
  outputNames: (slab) => slab.outputNames,
  reset: (slab) => slab.reset(LAST_OPEN_MS),
  clear: (slab) => slab.clear(),
  setBenchmark: (slab) => slab.setBenchmark('BTC/USDT', SERIES),
  add: (slab) => slab.add(SERIES, null),
  addRows: (slab) => slab.addRows('A/B', [[LAST_OPEN_MS, 1, 1, 1, 1, 1]], null),
  addResampled: (slab) => slab.addResampled(SERIES, null),
  run: (slab) => slab.run(),
  runParallel: (slab) => slab.runParallel(null),
  job: (slab) => slab.job,
  latest: (slab) => slab.latest(0, 'atr'),
  latestReader: (slab) => slab.latestReader(),
  series: (slab) => slab.series(0, 'atr'),
  outputRegion: (slab) => slab.outputRegion,
  checkGuards: (slab) => slab.checkGuards(),
};

const bars = (slab: LiveSlab) => {
  const column = (value: number): Float64Array =>
    new Float64Array(slab.laneCount).fill(NaN).fill(value, 0, 1);
  const { high, low, close, volume } = NEXT;
  return { high: column(high[0]), low: column(low[0]), close: column(close[0]), volume: column(volume[0]) };
};

const LIVE_CALLS: Readonly<Record<string, (slab: LiveSlab) => unknown>> = {
  outputNames: (slab) => slab.outputNames,
  laneCount: (slab) => slab.laneCount,
  lastOpenTimeMs: (slab) => slab.lastOpenTimeMs,
  setBenchmark: (slab) => slab.setBenchmark('BTC', SERIES),
  add: (slab) => slab.add([]),
  remove: (slab) => slab.remove(0),
  append: (slab) => slab.append(bars(slab)),
  correct: (slab) => slab.correct(bars(slab)),
  latest: (slab) => slab.latest(0, 'atr'),
  values: (slab) => slab.values('atr'),
  isFilled: (slab) => slab.isFilled(0),
  outputWords: (slab) => slab.outputWords(),
  checkGuards: (slab) => slab.checkGuards(),
};

const publicNames = (object: object): string[] =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter(
    (name) => name !== 'constructor' && name !== 'dispose',
  );

let engine: Engine;
beforeEach(async () => {
  engine = await freshEngine();
});

async function refused(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    return error instanceof TypeError ? error.message : `another error: ${String(error)}`;
  }
  return 'no error';
}

describe('after dispose', () => {
  test('every method of a slab throws; a second dispose does nothing', async () => {
    const slab = filledSlab(engine, 4);
    slab.run();
    const read = slab.latestReader();
    expect(Object.keys(SLAB_CALLS).sort()).toEqual(publicNames(slab).sort());
    slab.dispose();
    slab.dispose();
    const calls: typeof SLAB_CALLS = { ...SLAB_CALLS, reader: () => read(0, 'atr') };
    for (const [name, call] of Object.entries(calls)) {
      expect([name, await refused(() => call(slab))]).toEqual([
        name,
        'Expected a slab that has not been disposed of.',
      ]);
    }
  });

  test('every method of a live slab throws; a second dispose does nothing', async () => {
    const slab = liveSlab(engine);
    expect(Object.keys(LIVE_CALLS).sort()).toEqual(publicNames(slab).sort());
    slab.dispose();
    slab.dispose();
    for (const [name, call] of Object.entries(LIVE_CALLS)) {
      expect([name, await refused(() => call(slab))]).toEqual([
        name,
        'Expected a live slab that has not been disposed of.',
      ]);
    }
  });

  test('kernels of a history throw; a second dispose does nothing', () => {
    const history = new HistoryKernels(engine, new ColumnCalls(engine), {
      blockBenchmarks: [0],
      benchmarkCount: 0,
      lookback: 60,
      chunkRows: 60,
      indicators: [{ id: 'atr' }],
    });
    history.dispose();
    history.dispose();
    const calls: (() => unknown)[] = [
      () => history.floats,
      () => history.beginChunk(),
      () => history.outputIndex('atr'),
      () => history.returnsIndex(0),
      () => history.setStarts(0, [0]),
      () => history.moveOn(),
      () => history.restore(0),
      () => history.keep(0),
      () => history.clearInputs(),
      () => history.prepareChunk(0, TIMEFRAME_MS, 1),
      () => history.run(0, 1),
      () => history.checkGuards(),
    ];
    const { base } = engine.arena.allocate(1 << 16);
    const before = Buffer.from(new Uint8Array(engine.memory.buffer, base, 1 << 16).slice());
    for (const call of calls) expect(call).toThrow(TypeError);
    expect(Buffer.from(new Uint8Array(engine.memory.buffer, base, 1 << 16)).equals(before)).toBe(true);
  });

  test('a pool throws; a second close does nothing', async () => {
    const pool = await poolOf(engine, 1);
    const slab = filledSlab(engine, 4);
    await Promise.all([pool.close(), pool.close()]);
    await pool.close();
    for (const call of [() => pool.run(slab.job), () => pool.isWorth(slab.job), () => pool.checkGuards()]) {
      expect(await refused(call)).toBe('Expected a pool that has not been closed.');
    }
  });

  test('a session throws; a second close does nothing', async () => {
    const session = await openSession(createSimulatedFeed({ marketCount: 4 }), { workers: 2 });
    await Promise.all([session.close(), session.close()]);
    expect(await refused(() => session.scan())).toBe('Expected a session that has not been closed.');
  });

  test('memory is reused only once the threads that work on it are done', async () => {
    const pool = await poolOf(engine, 2);
    const slab = filledSlab(engine, 40);
    const base = slab.outputRegion.offsetBytes;
    const running = slab.runParallel(pool);
    slab.dispose();
    const other = filledSlab(engine, 40);
    expect(other.outputRegion.offsetBytes).toBeGreaterThan(base);
    await running;
    other.dispose();
    expect(filledSlab(engine, 40).outputRegion.offsetBytes).toBe(base);
    await pool.close();
  });

  test('other slabs are unaffected, in any order of use', async () => {
    const js = await createEngine('js', null);
    const untouched = filledSlab(js, 3, { indicators: [{ id: 'atr' }], barCount: 30 });
    untouched.run();
    const expected = outputsOf(js, untouched);
    const step = fc.record({
      slab: fc.nat(3),
      call: fc.oneof(
        fc.constant('make'),
        fc.constant('dispose'),
        fc.constantFrom(...Object.keys(SLAB_CALLS).filter((name) => name !== 'runParallel')),
      ),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const slabs: (Slab | undefined)[] = [];
        const living = new Set<Slab>();
        for (const { slab: index, call } of steps) {
          const slab = slabs[index];
          if (slab === undefined || call === 'make') {
            slabs[index] = filledSlab(js, 3, { indicators: [{ id: 'atr' }], barCount: 30 });
            living.add(slabs[index]);
          } else if (call === 'dispose') {
            slab.dispose();
            living.delete(slab);
          } else if (!living.has(slab)) expect(() => SLAB_CALLS[call](slab)).toThrow(TypeError);
        }
        for (const slab of living) {
          expect(slab.checkGuards()).toBeNull();
          slab.run();
          expect(outputsOf(js, slab).length).toBe(expected.length);
          slab.dispose();
        }
        expect(outputsOf(js, untouched).equals(expected)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
