import fc from 'fast-check';
import { describe, expect, test } from '../support/jest.js';
import type { MarketBars, MarketFeed } from '../../src/index.js';
import {
  createSlab,
  indicators,
  openSession,
  parsePreset,
  scan,
  simulate,
  SquallError,
} from '../../src/index.js';

const world = simulate({ seed: 3, marketCount: 8 });

/** The simulated market with some calls of its own. */
function feedWith(own: Partial<MarketFeed>): MarketFeed {
  return {
    source: world.source,
    isMetered: false,
    markets: () => world.markets(),
    lastCloseTimeMs: (timeframeMs) => world.lastCloseTimeMs(timeframeMs),
    tickers: (symbols, asOfMs) => world.tickers(symbols, asOfMs),
    bars: (symbols, timeframeMs, count, asOfMs) => world.bars(symbols, timeframeMs, count, asOfMs),
    details: (symbols, asOfMs) => world.details(symbols, asOfMs),
    ...own,
  };
}

const never = <Answer>(): Promise<Answer> => new Promise(() => undefined);

describe('a third-party feed', () => {
  test.each(['markets', 'lastCloseTimeMs', 'tickers', 'bars', 'details'] as const)(
    'whose %s never settles ends with the signal',
    async (call) => {
      const ending = new AbortController();
      const feed = feedWith({
        [call]: () => {
          queueMicrotask(() => ending.abort(new Error('enough')));
          return never();
        },
      });
      await expect(scan(feed, { signal: ending.signal })).rejects.toThrow('enough');
    },
  );

  test('whose bars never settle ends with the deadline', async () => {
    const deadline = new AbortController();
    const feed = feedWith({
      bars: () => {
        queueMicrotask(() => deadline.abort());
        return never();
      },
    });
    const { markets } = await scan(feed, { deadline: deadline.signal });
    expect(new Set(markets.flatMap(({ errors }) => errors.map(({ code }) => code)))).toEqual(
      new Set(['DEADLINE']),
    );
  });

  test('is believed by the symbols of its answers, not by their order', async () => {
    const reversed = feedWith({
      bars: async (symbols, timeframeMs, count, asOfMs) =>
        [...(await world.bars(symbols, timeframeMs, count, asOfMs))].reverse(),
    });
    expect((await scan(reversed)).resultSha256).toBe((await scan(feedWith({}))).resultSha256);
  });

  test('that leaves a market out has nothing to say of it alone', async () => {
    const [first] = await world.markets();
    const silent = feedWith({
      bars: async (symbols, timeframeMs, count, asOfMs) =>
        (await world.bars(symbols, timeframeMs, count, asOfMs)).filter(
          ({ symbol }: MarketBars) => symbol !== first.symbol,
        ),
    });
    const { markets } = await scan(silent);
    const bad = markets.filter(({ errors }) => errors.some(({ code }) => code === 'DATA_EMPTY'));
    expect(bad.map(({ symbol }) => symbol)).toEqual([first.symbol]);
  });
});

describe('impossible arguments', () => {
  const slab = {
    marketCount: 1,
    barCount: 1,
    timeframeMs: 60_000,
    indicators: [{ id: 'atr' }],
    mode: 'latest',
  };
  const refusals: readonly [string, () => Promise<unknown>, string][] = [
    ['mode', () => createSlab({ ...slab, mode: 'nope' } as never), '`mode`'],
    ['onMissing', () => openSession(world, { onMissing: 'x' } as never), '`onMissing`'],
    ['a length alone', () => indicators({ close: { length: 1e9 } }), '`close`'],
    ['a short length alone', () => indicators({ close: { length: 3 } }), '`close`'],
    ['an array of holes', () => indicators({ close: new Array(1e9) as never }), '`close`'],
    ['a negative length', () => indicators({ close: { length: -1 } }), 'close'],
    ['an engine', () => openSession(world, { engine: 'nope' } as never), 'engine'],
    ['batches', () => scan(world, { batches: 'nope' } as never), '`batches`'],
    ['cache', () => scan(world, { cache: 'nope' } as never), '`cache`'],
    [
      'weights beyond measure',
      () => parsePreset({ name: 'x', extends: 'default', weights: { volume: 1e308 } }),
      'weights.volume',
    ],
    [
      'weights below measure',
      () => parsePreset({ name: 'x', extends: 'default', weights: { volume: 5e-324 } }),
      'weights.volume',
    ],
  ];
  test.each(refusals)('%s', async (_, call, name) => {
    const error: unknown = await Promise.resolve()
      .then(call)
      .then(
        () => 'accepted',
        (reason: unknown) => reason,
      );
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toContain(name);
  });

  test('of any kind end in an error of a kind that is documented, soon', async () => {
    const junk = fc.oneof(
      fc.anything({ maxDepth: 2 }),
      fc.constantFrom(NaN, -1, 1e308, '', '__proto__', Symbol('x'), 10n),
    );
    const option = fc.constantFrom(
      'preset',
      'timeframe',
      'bars',
      'symbols',
      'quote',
      'onMissing',
      'batches',
      'batchSize',
      'concurrency',
      'workers',
      'cache',
      'engine',
      'asOf',
      'maxMemoryBytes',
    );
    await fc.assert(
      fc.asyncProperty(option, junk, async (name, value) => {
        const error: unknown = await scan(world, { [name]: value }).then(
          () => null,
          (reason: unknown) => reason,
        );
        if (error === null) return;
        const isReported =
          error instanceof SquallError || error instanceof RangeError || error instanceof TypeError;
        expect([name, isReported, error]).toEqual([name, true, error]);
        if (error instanceof SquallError) expect([64, 65, 78]).toContain(error.exitCode);
      }),
      { numRuns: 150 },
    );
  });
});
