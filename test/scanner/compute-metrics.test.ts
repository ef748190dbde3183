import { describe, expect, test } from '../support/jest.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { NO_FACTS } from '../../src/market/market.js';
import type { MetricsInput } from '../../src/scanner/compute-metrics.js';
import { computeMetrics, noMetrics } from '../../src/scanner/compute-metrics.js';
import { FIXTURE_START_MS } from '../support/candle-csv.js';

const BAR_MS = 300_000;
const DAY_BARS = 288;

/** Closes 100, 101, 102 …, each bar from one below to one above its close, volume = number of the bar + 1. */
function rising(bars: number, startMs = FIXTURE_START_MS, timeframeMs = BAR_MS): CandleSeries {
  const column = (value: (bar: number) => number): Float64Array =>
    Float64Array.from({ length: bars }, (_, bar) => value(bar));
  return {
    symbol: 'UP/USDT',
    timeframeMs,
    openTimeMs: column((bar) => startMs + bar * timeframeMs),
    open: column((bar) => 99 + bar),
    high: column((bar) => 101 + bar),
    low: column((bar) => 99 + bar),
    close: column((bar) => 100 + bar),
    volume: column((bar) => bar + 1),
    filled: new Uint8Array(bars),
  };
}

function metricsOf(
  series: CandleSeries,
  changes: Partial<MetricsInput> = {},
): ReturnType<typeof computeMetrics> {
  const bars = series.openTimeMs.length;
  return computeMetrics({
    series,
    quality: {
      bars,
      filledBars: 0,
      duplicateBars: 0,
      invalidBars: 0,
      reorderedBars: 0,
      offGridBars: 0,
      jumpBars: 0,
      ageBars: 0,
      health: 1,
    },
    facts: NO_FACTS,
    hasLiveFacts: false,
    listedAtMs: null,
    kernelBars: bars,
    latest: () => NaN,
    contextLatest: () => NaN,
    barsNeeded: () => 10_000,
    benchmarkMissing: null,
    ...changes,
  });
}

describe('figures of the last 24 hours', () => {
  test('are sums and changes over exactly the bars of a day', () => {
    const { metrics } = metricsOf(rising(400));
    const last = 399;
    let turnover = 0;
    for (let bar = last - DAY_BARS + 1; bar <= last; bar++) turnover += (bar + 1) * (100 + bar);
    expect(metrics.turnover24h).toBeCloseTo(turnover, 6);
    expect(metrics.change24hPct).toBeCloseTo(100 * ((100 + last) / (100 + last - DAY_BARS) - 1), 12);
    expect(metrics.change1hPct).toBeCloseTo(100 * ((100 + last) / (100 + last - 12) - 1), 12);
  });

  test('need a day of bars: 288 for the turnover, 289 for the change', () => {
    expect(metricsOf(rising(287)).metrics.turnover24h).toBeNull();
    expect(metricsOf(rising(288)).metrics.turnover24h).not.toBeNull();
    const { metrics, missingReasons } = metricsOf(rising(288));
    expect(metrics.change24hPct).toBeNull();
    expect(missingReasons.change24hPct).toBe('needs 289 bars, has 288');
    expect(metricsOf(rising(289)).metrics.change24hPct).not.toBeNull();
  });

  test('of a market that was listed within the day are those of all its bars', () => {
    const { metrics } = metricsOf(rising(10), { listedAtMs: FIXTURE_START_MS });
    expect(metrics.turnover24h).toBeCloseTo(
      Array.from({ length: 10 }, (_, bar) => (bar + 1) * (100 + bar)).reduce((a, b) => a + b),
      9,
    );
    expect(
      metricsOf(rising(10), { listedAtMs: FIXTURE_START_MS - 86_400_000 }).metrics.turnover24h,
    ).toBeNull();
  });

  test("are the exchange's own if it reports them, and the origin says so", () => {
    const facts = {
      ...NO_FACTS,
      turnover24h: 5,
      change24hPct: -7,
      spreadBps: 3,
      usdPerQuote: 60_000,
      provenance: 'measured' as const,
    };
    const { metrics, origins, missingReasons } = metricsOf(rising(400), { facts, hasLiveFacts: true });
    expect(metrics).toMatchObject({ turnover24h: 5, change24hPct: -7, spreadBps: 3, usdPerQuote: 60_000 });
    expect(origins).toEqual({ turnover24h: 'ticker', change24hPct: 'ticker', facts: 'measured' });
    expect(missingReasons.depth05Usd).toBe('the source does not tell it');
    expect(metricsOf(rising(400)).origins).toEqual({
      turnover24h: 'candles',
      change24hPct: 'candles',
      facts: null,
    });
  });

  test('of bars longer than an hour have no 1 h change', () => {
    const { metrics, missingReasons } = metricsOf(rising(50, FIXTURE_START_MS, 14_400_000));
    expect(metrics.change1hPct).toBeNull();
    expect(missingReasons.change1hPct).toBe('a bar is longer than an hour');
    expect(metrics.change24hPct).toBeCloseTo(100 * (149 / 143 - 1), 12);
  });
});

describe('values of the kernels', () => {
  test('are taken unchanged, and a NaN becomes null with its reason', () => {
    const values: Readonly<Record<string, number>> = { atr: 2, rsi: 55, vwap: 390 };
    const { metrics, missingReasons } = metricsOf(rising(400), {
      latest: (output) => values[output] ?? NaN,
      contextLatest: () => 5,
      barsNeeded: (output) => (output === 'btcCorrelation' ? 51 : 21),
    });
    expect(metrics).toMatchObject({
      atr: 2,
      rsi: 55,
      vwap: 390,
      atrRatio: 2 / 499,
      contextAtrRatio: 5 / 499,
      vwapGapAtr: 54.5,
    });
    expect(missingReasons.surgeLong).toBe('no volume in the 12 bars before the last 12');
    expect(missingReasons.bbPercentB).toBe('the bands have no width');
    expect(missingReasons.btcCorrelation).toMatch(/did not move/);
  });

  test('that saw only part of the day give no session average', () => {
    const noon = rising(400, FIXTURE_START_MS);
    const latest = (output: string): number => (output === 'vwap' ? 450 : NaN);
    expect(metricsOf(noon, { latest, kernelBars: 400 }).metrics.vwap).toBe(450);
    const { metrics, missingReasons } = metricsOf(noon, { latest, kernelBars: 100 });
    expect(metrics.vwap).toBeNull();
    expect(missingReasons.vwap).toBe('needs the bars since 00:00 UTC, has only the last 100');
  });

  test('are not defined by a division by an ATR of 0', () => {
    const latest = (output: string): number => (output === 'atr' ? 0 : output === 'vwap' ? 400 : NaN);
    expect(metricsOf(rising(400), { latest }).metrics.vwapGapAtr).toBeNull();
  });
});

test('the last five bars: change from their first open, and volume of the last three against the two before', () => {
  const { metrics } = metricsOf(rising(30));
  expect(metrics.recentChangePct).toBeCloseTo((100 * (129 - 124)) / 124, 12);
  expect(metrics.recentVolumeRatio).toBeCloseTo(29 / 26.5, 12);
  expect(metricsOf(rising(4)).metrics.recentChangePct).toBeNull();
});

test('a market without candles has every metric missing for the one reason', () => {
  const { metrics, missingReasons } = noMetrics('No candles.', null);
  for (const [name, value] of Object.entries(metrics)) {
    if (name === 'bars' || name === 'filledBars') expect(value).toBe(0);
    else
      expect([name, value, missingReasons[name as keyof typeof metrics]]).toEqual([
        name,
        null,
        'No candles.',
      ]);
  }
});
