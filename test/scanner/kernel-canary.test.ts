import { describe, expect, test } from '../support/jest.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { OwnedMemory } from '../../src/kernels/engine/arena.js';
import { CALL_BYTES, CALL_FIELDS, KERNELS } from '../../src/kernels/engine/call.js';
import type { Engine } from '../../src/kernels/engine/engine.js';
import { computeIndicators } from '../../src/library/indicators.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { cleanCandles } from '../../src/market/clean.js';
import type { MarketInfo } from '../../src/market/market.js';
import { loadPreset } from '../../src/presets/index.js';
import { historyOfSeries, scanHistory } from '../../src/history/scan-history.js';
import type { KernelEvent } from '../../src/scanner/guarded-computer.js';
import { comparable, engineOf, scanFeed } from '../support/scan-fixture.js';

const feed = createSimulatedFeed({ seed: 7, marketCount: 60 });
const settings = { asOfMs: feed.world.defaultAsOfMs, batchSize: 20 };

/** The batches are 20 markets of one benchmark: five blocks, and one with BTC itself. */
const BLOCKS_MIN = 5;

/**
 * The engine with something done after each call of a kernel: `after` is reported the address of its first output, and how
 * many calls there were before.
 */
function tampered(
  engine: Engine,
  kernel: 'momentum' | 'atr',
  after: (out: number, before: number) => void,
): Engine {
  let calls = 0;
  const run: Engine['kernels']['run'] = (first, count) => {
    for (let address = first; address < first + count * CALL_BYTES; address += CALL_BYTES) {
      engine.kernels.run(address, 1);
      const [number, ...fields] = engine.words().subarray(address / 4, (address + CALL_BYTES) / 4);
      if (KERNELS[number] === kernel) after(fields[CALL_FIELDS.indexOf('out')], calls++);
    }
  };
  return { ...engine, kernels: { ...engine.kernels, run } };
}

/** Past the end of the column before: the guard there, and beyond it another block's values. */
function writePastOutput(engine: Engine, out: number): void {
  engine.floats()[out / 4 - 1] = 1;
  engine.floats()[out / 4] *= 3;
}

describe('a kernel that writes out of bounds', () => {
  test('costs its batch a second computation, and no market a number', async () => {
    const expected = await scanFeed(feed, settings);
    const simd = await engineOf('simd');
    let calls = 0;
    const engine = tampered(simd, 'momentum', (out, before) => {
      calls = before + 1;
      if (before === 1) writePastOutput(simd, out);
    });
    const events: KernelEvent[] = [];
    const result = await scanFeed(feed, {
      ...settings,
      engine,
      onKernelEvent: (event) => events.push(event),
    });
    expect(comparable(result)).toEqual(comparable(expected));
    expect(events).toHaveLength(1);
    expect(events[0].kind).toBe('canary');
    expect(events[0].message).toMatch(
      /^KERNEL_CANARY: The guard after outputs\[0\]\.\w+ was overwritten at byte \d+ .*computed again by the JavaScript/,
    );
    // The other batches are the engine's own again.
    expect(calls).toBeGreaterThanOrEqual(3 * BLOCKS_MIN);
  });

  test('ends the scan the second time', async () => {
    const simd = await engineOf('simd');
    const engine = tampered(simd, 'momentum', (out, before) => {
      if ([0, 2 * (BLOCKS_MIN + 1)].includes(before)) writePastOutput(simd, out);
    });
    await expect(scanFeed(feed, { ...settings, engine })).rejects.toMatchObject({
      code: 'KERNEL_CANARY',
      exitCode: 70,
      message: expect.stringMatching(
        /^Expected kernels to write to their own memory only; twice .*guard after/,
      ),
    });
  });

  test('is found in the context timeframe as well', async () => {
    const simd = await engineOf('simd');
    const engine = tampered(simd, 'atr', (out, before) => {
      if (before === 2) simd.floats()[out / 4 + 4] = 7;
    });
    const events: KernelEvent[] = [];
    const result = await scanFeed(feed, {
      ...settings,
      engine,
      onKernelEvent: (event) => events.push(event),
    });
    expect(comparable(result)).toEqual(comparable(await scanFeed(feed, settings)));
    expect(events.map(({ kind }) => kind)).toEqual(['canary']);
  });
});

describe('without a recomputation', () => {
  const series = async (): Promise<{ market: MarketInfo; series: CandleSeries }[]> => {
    const markets = await feed.markets();
    const symbols = markets.slice(0, 9).map(({ symbol }) => symbol);
    const answers = await feed.bars(symbols, 300_000, 700, settings.asOfMs);
    return answers.flatMap((answer, index) => {
      if ('error' in answer) return [];
      const options = { timeframeMs: 300_000, asOfMs: settings.asOfMs, count: 700 };
      const { series } = cleanCandles(answer.candles, options);
      return series === null ? [] : [{ market: markets[index], series }];
    });
  };
  const historyWith = async (engine: Engine): Promise<number> => {
    const request = {
      source: historyOfSeries(await series()),
      preset: loadPreset('default'),
      missing: { all: 'fail', liveOnly: 'skip' } as const,
      engine,
      chunkBars: 300,
    };
    let chunks = 0;
    for await (const chunk of scanHistory(request)) chunks += chunk.barCount > 0 ? 1 : 0;
    return chunks;
  };

  test.each(['momentum', 'atr'] as const)(
    'a history ends at the chunk that %s has damaged',
    async (kernel) => {
      const simd = await engineOf('simd');
      expect(await historyWith(simd)).toBeGreaterThan(2);
      const engine = tampered(simd, kernel, (out, before) => {
        if (before === 4) simd.floats()[out / 4 - 1] = 1;
      });
      await expect(historyWith(engine)).rejects.toMatchObject({ code: 'KERNEL_CANARY', exitCode: 70 });
    },
  );

  test('indicators give no value', async () => {
    const simd = await engineOf('simd');
    const engine = tampered(simd, 'atr', (out) => (simd.floats()[out / 4 - 1] = 1));
    const close = Float64Array.from({ length: 60 }, (_, bar) => 100 + (bar % 7));
    const columns = { high: close, low: close, close };
    const options = { indicators: ['atr'] } as const;
    expect(computeIndicators(simd, columns, options).atr).toHaveLength(60);
    expect(() => computeIndicators(engine, columns, options)).toThrow(
      expect.objectContaining({ code: 'KERNEL_CANARY' }),
    );
  });

  test('a history that gets only part of its memory frees it', async () => {
    const simd = await engineOf('simd');
    for (let allowed = 0; allowed < 5; allowed++) {
      const taken = new Set<number>();
      const arena = {
        allocate: (bytes: number): OwnedMemory => {
          if (taken.size === allowed) throw new RangeError('no more memory');
          const memory = simd.arena.allocate(bytes);
          const { base } = memory;
          taken.add(base);
          return new OwnedMemory(base, 'test', () => {
            memory.free();
            taken.delete(base);
          });
        },
      };
      const run = historyWith({ ...simd, arena } as unknown as Engine);
      if (allowed < 4) await expect(run).rejects.toThrow('no more memory');
      else await run;
      expect({ allowed, left: taken.size }).toEqual({ allowed, left: 0 });
    }
  });
});
