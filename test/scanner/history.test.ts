import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from '../support/jest.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import type { FilterResult } from '../../src/filters/filter.js';
import type { Metrics } from '../../src/indicators/metrics.js';
import { LIVE_METRICS } from '../../src/indicators/metrics.js';
import { cleanCandles } from '../../src/market/clean.js';
import type { CandleSeries, RawCandles } from '../../src/market/candle-series.js';
import type { EngineName } from '../../src/kernels/engine/engine.js';
import type { MarketFeed } from '../../src/market/feed.js';
import type { MarketInfo } from '../../src/market/market.js';
import { listPresets, loadPreset } from '../../src/presets/index.js';
import { runFilters } from '../../src/filters/run-filters.js';
import { classByName } from '../../src/market/market-class.js';
import { scoreMarket } from '../../src/scoring/index.js';
import { BREAKOUT, historyOfSeries, scanHistory } from '../../src/history/scan-history.js';
import type { BarColumns, HistoryChunk, HistoryMetric } from '../../src/history/scan-history.js';
import { HISTORY_METRICS } from '../../src/history/history-columns.js';
import { MINIMUM_BARS } from '../../src/scanner/metrics-computer.js';
import type { MarketResult } from '../../src/scanner/scan-result.js';
import { engineOf, scanFeed } from '../support/scan-fixture.js';

const BAR_MS = 300_000;
const BARS = 1300;
const MISSING = { all: 'fail', liveOnly: 'skip' } as const;
/** The scan's window: the whole history, so that both start their averages at the same bar. */
const WINDOW = BARS;

interface Given {
  readonly market: MarketInfo;
  readonly raw: RawCandles;
  readonly series: CandleSeries;
}

let given: Given[];
let lastCloseMs: number;

beforeAll(async () => {
  const feed = createSimulatedFeed({ seed: 8, marketCount: 26 });
  lastCloseMs = feed.world.defaultAsOfMs;
  const markets = await feed.markets();
  const answers = await feed.bars(
    markets.map(({ symbol }) => symbol),
    BAR_MS,
    BARS,
    lastCloseMs,
  );
  given = markets.flatMap((market, index) => {
    const answer = answers[index];
    if ('error' in answer) return [];
    const options = { timeframeMs: BAR_MS, asOfMs: lastCloseMs, count: BARS };
    const { series } = cleanCandles(answer.candles, options);
    return series === null ? [] : [{ market, raw: answer.candles, series }];
  });
});

/** A feed of the same candles without live data. */
function feedOf(all: readonly Given[]): MarketFeed {
  const bySymbol = new Map(all.map(({ market, raw }) => [market.symbol, raw]));
  return {
    source: { kind: 'candles', detail: 'test', hasLiveFacts: false },
    isMetered: false,
    markets: async () => all.map(({ market }) => market),
    lastCloseTimeMs: async () => lastCloseMs,
    bars: async (symbols) =>
      symbols.map((symbol) => ({ symbol, candles: bySymbol.get(symbol) as RawCandles })),
    tickers: async () => new Map(),
    details: async () => new Map(),
  };
}

/** Values of one bar of a market, as stored in a chunk. */
function valuesAt(chunk: HistoryChunk, index: number, row: number) {
  const at = index * chunk.stride + row;
  const { metrics, usable, failedBits, missingBits, passed, score } = chunk;
  const numbers = Object.fromEntries(Object.entries(metrics).map(([name, column]) => [name, column[at]]));
  return {
    metrics: numbers as Record<keyof typeof metrics, number>,
    usable: usable[at],
    failed: failedBits[at],
    missing: missingBits[at],
    passed: passed[at],
    score: score[at],
  };
}

type Values = ReturnType<typeof valuesAt>;

/** All bars of all markets, by market and by bar. */
async function wholeHistory(
  all: readonly Given[],
  {
    preset = 'default',
    chunkBars = 600,
    engine = 'simd',
  }: { preset?: string; chunkBars?: number; engine?: EngineName } = {},
): Promise<{ filters: readonly string[]; values: Map<string, Map<number, Values>> }> {
  const source = historyOfSeries(all);
  const values = new Map<string, Map<number, Values>>(all.map(({ market }) => [market.symbol, new Map()]));
  let filters: readonly string[] = [];
  const request = {
    source,
    preset: loadPreset(preset),
    missing: MISSING,
    engine: await engineOf(engine),
    bars: WINDOW,
    chunkBars,
  };
  for await (const chunk of scanHistory(request)) {
    filters = chunk.filters;
    for (let row = chunk.firstRow; row < chunk.barCount; row++) {
      const closeMs = chunk.firstOpenTimeMs + (row + 1) * BAR_MS;
      for (const [index, { symbol }] of chunk.markets.entries()) {
        values.get(symbol)?.set(closeMs, valuesAt(chunk, index, row));
      }
    }
  }
  return { filters, values };
}

/** Metrics with the same arithmetic for each bar, which are equal in every bit. */
const EXACT: readonly (keyof Metrics)[] = [
  'price',
  'change1hPct',
  'change24hPct',
  'recentChangePct',
  'recentVolumeRatio',
  'bars',
  'filledBars',
  'health',
];

const BREAKOUT_NAMES = Object.fromEntries(Object.entries(BREAKOUT).map(([name, value]) => [value, name]));

/** Metrics that differ from the scan's by more than 1e-5, relative to the value or to 1, whichever is larger. */
function differentMetrics(scanned: Metrics, values: Values['metrics']): string[] {
  return (Object.keys(scanned) as (keyof Metrics)[]).flatMap((name) => {
    if (name === 'imbalance' || name === 'ageBars' || LIVE_METRICS.some((live) => live === name)) return [];
    const actual = values[name as keyof Values['metrics']];
    const expected = scanned[name];
    if (name === 'breakout') {
      return BREAKOUT_NAMES[actual] === (expected ?? 'unknown') ? [] : [name];
    }
    if (expected === null) return Number.isNaN(actual) ? [] : [`${name}: ${actual}, not null`];
    const error = Math.abs(actual - (expected as number));
    // Widths that are equal except for rounding may swap ranks.
    if (name === 'bbWidthPercentile') return error <= 3 ? [] : [name];
    const limit = EXACT.includes(name) ? 0 : 1e-5 * Math.max(1, Math.abs(expected as number));
    return error <= limit ? [] : [`${name}: ${actual}, not ${expected}`];
  });
}

function verdict(name: string, filters: readonly string[], { failed, missing }: Values): boolean | null {
  const bit = 1 << filters.indexOf(name);
  return (failed & bit) !== 0 ? false : (missing & bit) !== 0 ? null : true;
}

/** Whether the verdict depends on a rank among widths that are equal except for rounding. */
function isTie(name: string, { metrics }: MarketResult, values: Values): boolean {
  return name === 'bbWidth' && metrics.bbWidthPercentile !== values.metrics.bbWidthPercentile;
}

function differences(market: MarketResult, filters: readonly string[], values: Values): string[] {
  const scorable = market.errors.length === 0;
  if (!scorable) return values.usable === 0 && values.passed === 0 ? [] : ['usable'];
  const judged = market.filters.filter(
    ({ name, passed }: FilterResult) =>
      verdict(name, filters, values) !== passed && !isTie(name, market, values),
  );
  const isScoreEqual = Math.abs(values.score - (market.score ?? NaN)) <= 1e-4;
  return [
    ...differentMetrics(market.metrics, values.metrics),
    ...judged.map(({ name }) => `filter ${name}`),
    ...(market.passed === (values.passed === 1) ? [] : ['passed']),
    ...(isScoreEqual ? [] : [`score: ${values.score}, not ${market.score}`]),
  ];
}

describe('the history of a market', () => {
  test.each(['default', 'breakout-v1', 'smallcap-top-gainers'])(
    'has at every bar the results of a scan as of that bar, %s',
    async (preset) => {
      const { filters, values } = await wholeHistory(given, { preset });
      for (const back of [0, 1, 2, 7, 100, 301, 597, 900, 1100, 1240, 1270]) {
        const asOfMs = lastCloseMs - back * BAR_MS;
        const result = await scanFeed(feedOf(given), { asOfMs, preset, bars: WINDOW, missing: MISSING });
        const wrong = result.markets.flatMap((market) => {
          const own = values.get(market.symbol)?.get(asOfMs);
          if (own === undefined) return market.errors.length > 0 ? [] : [`${market.symbol}: no bar`];
          return differences(market, filters, own).map((what) => `${market.symbol} −${back}: ${what}`);
        });
        expect(wrong).toEqual([]);
      }
    },
  );

  test('does not change when later bars are removed', async () => {
    const cutAt = lastCloseMs - 137 * BAR_MS;
    const cut = given.map(({ market, raw, series }) => {
      const count = series.openTimeMs.filter((openMs) => openMs + BAR_MS <= cutAt).length;
      const columns = Object.fromEntries(
        (['openTimeMs', 'open', 'high', 'low', 'close', 'volume', 'filled'] as const).map((name) => [
          name,
          series[name].slice(0, count),
        ]),
      );
      return { market, raw, series: { ...series, ...columns } };
    });
    const [whole, truncated] = [await wholeHistory(given), await wholeHistory(cut)];
    let compared = 0;
    const different: string[] = [];
    for (const [symbol, bars] of truncated.values) {
      for (const [closeMs, values] of bars) {
        if (values.usable === 0) continue;
        compared++;
        const same = isDeepStrictEqual(values, whole.values.get(symbol)?.get(closeMs));
        if (!same) different.push(`${symbol} at ${closeMs}`);
      }
    }
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(10_000);
  });

  test('is the same in every engine', async () => {
    const few = given.slice(0, 7);
    const simd = await wholeHistory(few, { engine: 'simd' });
    expect(await wholeHistory(few, { engine: 'scalar' })).toEqual(simd);
    expect(await wholeHistory(few, { engine: 'js' })).toEqual(simd);
  });

  test.each(listPresets().map(({ name }) => name))(
    'has the same verdicts and scores when metrics are omitted, %s',
    async (name) => {
      const few = given.slice(0, 5);
      const request = { source: historyOfSeries(few), preset: loadPreset(name), missing: MISSING };
      const judged = async (metrics: readonly HistoryMetric[]) => {
        const chunks = [];
        for await (const chunk of scanHistory({ ...request, engine: await engineOf('simd'), metrics })) {
          const { passed, score, usable, failedBits, missingBits } = chunk;
          chunks.push([passed, score, usable, failedBits, missingBits].map((column) => column.slice()));
          const kept = Object.entries(chunk.metrics).filter(([, column]) => column.length > 0);
          expect(kept.map(([metric]) => metric)).toEqual(expect.arrayContaining([...metrics]));
        }
        return chunks;
      };
      const whole = await judged(HISTORY_METRICS);
      expect(await judged([])).toEqual(whole);
      expect(await judged(['contextAtrRatio', 'vwapGapAtr'])).toEqual(whole);
    },
  );

  test('has the same values for a metric requested alone', async () => {
    const few = given.slice(0, 5);
    const request = { source: historyOfSeries(few), preset: loadPreset('default'), missing: MISSING };
    const columnsOf = async (metrics: readonly HistoryMetric[]) => {
      const columns = new Map<HistoryMetric, ArrayLike<number>[]>(metrics.map((name) => [name, []]));
      for await (const chunk of scanHistory({ ...request, engine: await engineOf('simd'), metrics })) {
        for (const name of metrics) columns.get(name)?.push(chunk.metrics[name].slice());
      }
      return columns;
    };
    const whole = await columnsOf(HISTORY_METRICS);
    for (const name of HISTORY_METRICS) {
      expect((await columnsOf([name])).get(name)).toEqual(whole.get(name));
    }
  });

  test('rejects a chunk that does not fit into the memory', async () => {
    const request = { source: historyOfSeries(given), preset: loadPreset('default'), missing: MISSING };
    const chunks = scanHistory({ ...request, engine: await engineOf('simd'), chunkBars: 1_000_000 });
    await expect(chunks.next()).rejects.toThrow(/Expected a chunk that fits into 1073741824 bytes, got \d+/);
  });

  test('depends on the chunk length only by rounding', async () => {
    const few = given.slice(0, 9);
    const [short, long] = [
      await wholeHistory(few, { chunkBars: 300 }),
      await wholeHistory(few, { chunkBars: 1200 }),
    ];
    for (const [symbol, bars] of short.values) {
      for (const [closeMs, { metrics, usable, score }] of bars) {
        const other = long.values.get(symbol)?.get(closeMs) as Values;
        expect(other.usable).toBe(usable);
        if (usable === 0) continue;
        expect(Math.abs(other.score - score)).toBeLessThan(1e-4);
        expect(other.metrics.price).toBe(metrics.price);
        expect(Math.abs(other.metrics.ema / metrics.ema - 1)).toBeLessThan(2e-6);
      }
    }
  });
});

test('a hole counts in every window that holds it, whether or not other chunks have holes', async () => {
  const window = 300;
  const { market, series } = given[1];
  const length = series.close.length;
  const holes = [940, 1105, 1106, 1107, 1108, 1109, 1110, 1111];
  const filled = Uint8Array.from(series.filled, (_, bar) => (holes.includes(bar) ? 1 : 0));
  const source = historyOfSeries([{ market, series: { ...series, filled } }]);
  const expected = Array.from({ length }, (_, bar) => {
    const bars = Math.min(bar + 1, window);
    const filledBars = holes.filter((hole) => hole <= bar && hole > bar - window).length;
    const isRecent = holes.some((hole) => hole <= bar && hole > bar - 3);
    const health = Math.max(0, 1 - filledBars / (bars - filledBars));
    const usable = bar >= MINIMUM_BARS - 1 && !isRecent && filledBars <= 0.02 * bars ? 1 : 0;
    return { bars, filledBars, health, usable };
  });
  const preset = {
    ...loadPreset('default'),
    filters: { age: { minBars: 200 }, dataHealth: { min: 0.99, maxAgeBars: 1 } },
  };
  const engine = await engineOf('simd');
  for (const metrics of [HISTORY_METRICS, ['filledBars'] as const, []]) {
    const shown: object[] = [];
    const request = { source, preset, missing: MISSING, engine, bars: window, chunkBars: 300, metrics };
    for await (const chunk of scanHistory(request)) {
      for (let row = chunk.firstRow; row < chunk.barCount; row++) {
        const { bars, filledBars, health } = chunk.metrics;
        const [failed, usable] = [chunk.failedBits[row], chunk.usable[row]];
        shown.push({ bars: bars[row], filledBars: filledBars[row], health: health[row], failed, usable });
      }
    }
    const has = (name: HistoryMetric): boolean => metrics.some((metric) => metric === name);
    expect(shown).toEqual(
      expected.map(({ bars, filledBars, health, usable }) => ({
        bars: has('bars') ? bars : undefined,
        filledBars: has('filledBars') ? filledBars : undefined,
        health: has('health') ? health : undefined,
        failed: (bars < 200 ? 1 : 0) + (health < 0.99 ? 2 : 0),
        usable,
      })),
    );
  }
});

test.each([1000, 100])(
  'bars without trades, starting at bar %p, are judged at every bar as by the cleaner',
  async (first) => {
    const { market, raw } = given[1];
    // Starting at `first`, every fourth bar is omitted; 2 of every 11 bars have a single price, before it as well.
    const isOmitted = (bar: number): boolean => bar >= first && bar % 4 === 1;
    const kept = Array.from(raw.close.keys()).filter((bar) => !isOmitted(bar));
    const column = (values: Float64Array): Float64Array => Float64Array.from(kept, (bar) => values[bar]);
    const close = column(raw.close);
    const single = (values: Float64Array): Float64Array =>
      column(values).map((value, at) => (kept[at] % 11 < 2 ? close[at] : value));
    const [open, high, low] = [raw.open, raw.high, raw.low].map(single);
    const volume = column(raw.volume).map((value) => Math.max(value, 1));
    const candles = {
      symbol: market.symbol,
      openTimeMs: column(raw.openTimeMs),
      open,
      high,
      low,
      close,
      volume,
    };
    const cleaned = (asOfMs: number, count: number) =>
      cleanCandles(candles, { timeframeMs: BAR_MS, asOfMs, count, takesQuietBars: true });
    const { series } = cleaned(lastCloseMs, BARS);
    const source = historyOfSeries([{ market, series: series! }]);
    const request = {
      source,
      preset: loadPreset('default'),
      missing: MISSING,
      engine: await engineOf('simd'),
    };
    const usable: number[] = [];
    for await (const chunk of scanHistory({ ...request, bars: 300, chunkBars: 300, metrics: [] })) {
      usable.push(...chunk.usable.subarray(chunk.firstRow, chunk.barCount));
    }
    const expected = Array.from(series!.openTimeMs, (openTimeMs, bar) => {
      const { issues } = cleaned(openTimeMs + BAR_MS, Math.min(300, bar + 1));
      return bar >= MINIMUM_BARS - 1 && issues.length === 0 ? 1 : 0;
    });
    expect(usable.slice(-1)).toEqual([1]);
    expect(usable).toEqual(expected);
  },
);

test('candles without volume have at every bar the results of a scan, and no volume-based metrics', async () => {
  const all = given.slice(0, 6).map(({ market, raw }) => {
    const candles = { ...raw, volume: new Float64Array(raw.close.length).fill(NaN) };
    const options = { timeframeMs: BAR_MS, asOfMs: lastCloseMs, count: BARS };
    return { market, raw: candles, series: cleanCandles(candles, options).series! };
  });
  const result = await scanFeed(feedOf(all), { asOfMs: lastCloseMs, bars: WINDOW });
  const { values } = await wholeHistory(all);
  const ofVolumes = [
    'surgeLong',
    'surgeShort',
    'vwap',
    'vwapGapAtr',
    'recentVolumeRatio',
    'turnover24h',
  ] as const;
  for (const { symbol, metrics } of result.markets) {
    const last = values.get(symbol)!.get(lastCloseMs)!;
    for (const name of ofVolumes)
      expect([name, metrics[name], last.metrics[name]]).toEqual([name, null, NaN]);
    for (const name of ['price', 'atr', 'rsi', 'change1hPct'] as const) {
      expect(last.metrics[name]).toBeCloseTo(metrics[name]!, 6);
    }
  }
});

test('a source in memory can be read from any bar, into any offset', () => {
  const { market, series } = given[1];
  const source = historyOfSeries([{ market, series }]);
  const names = ['open', 'high', 'low', 'close', 'volume'] as const;
  const columns = names.map((name) => [name, new Float64Array(40).fill(-1)] as const);
  const into = { ...Object.fromEntries(columns), filled: new Uint8Array(40) };
  for (const [from, to] of [
    [0, 1],
    [3, 20],
    [BARS - 9, BARS],
  ]) {
    source.read(0, from, to, into as unknown as BarColumns, 5);
    for (const [name, column] of columns) {
      expect([...column.subarray(5, 5 + to - from)]).toEqual([...series[name].subarray(from, to)]);
      expect([...column.subarray(0, 5)]).toEqual([-1, -1, -1, -1, -1]);
    }
  }
});

/** The metrics of a bar in the form of a scan's. */
function metricsOf({ metrics }: Values): Metrics {
  const known = Object.entries(metrics).map(([name, value]) => [name, Number.isNaN(value) ? null : value]);
  const live = [...LIVE_METRICS, 'imbalance'].map((name) => [name, null]);
  const breakout = BREAKOUT_NAMES[metrics.breakout];
  return {
    ...(Object.fromEntries([...known, ...live]) as unknown as Metrics),
    breakout: breakout === 'unknown' ? null : (breakout as Metrics['breakout']),
    ageBars: 0,
  };
}

describe('the column forms of filters and score', () => {
  test.each(listPresets().map(({ name }) => name))(
    'agree with the filters and scoreMarket, %s',
    async (name) => {
      const preset = loadPreset(name);
      const few = given.slice(0, 12);
      const bases = new Set(few.map(({ market }) => market.base));
      const { filters, values } = await wholeHistory(few, { preset: name });
      for (const { market } of few) {
        const marketClass = classByName(market, bases);
        // A peg's class depends on the window, and ranks depend on all markets.
        const own = filters.filter((filter) => !['class', 'turnover', 'gainers', 'losers'].includes(filter));
        for (const [asOfMs, bar] of [...(values.get(market.symbol) as Map<number, Values>)].slice(-100)) {
          if (bar.usable === 0) continue;
          const metrics = metricsOf(bar);
          const ranks = { turnover: 1, gain: 1, loss: 1 };
          const input = { market, marketClass, metrics, missingReasons: {}, asOfMs, ranks };
          const { results } = runFilters(input, preset, MISSING);
          const expected = results.filter((result) => own.includes(result.name));
          const actual = own.map((filter) => verdict(filter, filters, bar));
          expect(actual).toEqual(expected.map(({ passed }) => passed));
          expect(bar.score).toBe(scoreMarket({ metrics, levels: null }, preset).score ?? NaN);
        }
      }
    },
  );
});

test('a source is notified of the bars that come next, and of the end of a pass, even an abandoned one', async () => {
  const source = historyOfSeries(given.slice(0, 2));
  const reported: (string | number)[][] = [];
  const telling = {
    ...source,
    prepare: async (...bars: number[]) => void reported.push(bars),
    release: async () => void reported.push(['released']),
  };
  const request = { source: telling, preset: loadPreset('default'), missing: MISSING, chunkBars: 600 };
  const engine = await engineOf('simd');
  let bars = 0;
  for await (const { barCount } of scanHistory({ ...request, engine })) bars += barCount;
  expect(bars).toBeGreaterThanOrEqual(source.barCount);
  const ends = reported.slice(0, -1).map(([, end]) => end);
  expect(reported.length).toBeGreaterThan(3);
  expect(ends.at(-1)).toBe(source.barCount);
  expect(reported).toEqual([
    ...ends.map((end, chunk) => [ends[chunk - 1] ?? 0, end, ends[chunk + 1] ?? end]),
    ['released'],
  ]);
  reported.length = 0;
  const left = scanHistory({ ...request, engine });
  await left.next();
  await left.return();
  expect(reported).toEqual([[0, ends[0], ends[1]], ['released']]);
});
