import { basename } from 'node:path';
import { describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';
import { sharedFile, sharedJson } from '../support/shared-data.js';

interface KnownMetrics {
  readonly volume_surge_1h: number | null;
  readonly volume_surge_5m: number | null;
  readonly atr14_wilder_full_over_price: number;
  readonly bb20_width_percent: number;
  readonly corr50_btc: number | null;
  readonly return_1h_pct: number;
  readonly breakout_up_20: boolean;
}

interface KnownMoment {
  readonly dataset: string;
  readonly symbol: string;
  readonly last_candle_open_ms: number;
  readonly price: number;
  readonly label: 'breakout' | 'quiet';
  readonly metrics: KnownMetrics & {
    readonly atr14_wilder_full: number;
    readonly bb20_middle: number;
    readonly bb20_upper: number;
    readonly bb20_lower: number;
    readonly bb20_percentB: number;
    readonly return_24h_pct: number;
    readonly donchian20_prior_high: number;
    readonly rsi14_wilder_full: number;
    readonly breakout_down_20: boolean;
  };
}

interface KnownSnapshot {
  readonly dataset: string;
  readonly last_candle_open_ms: number;
  readonly symbols: number;
  readonly rows: readonly (KnownMetrics & { readonly symbol: string; readonly price: number })[];
}

interface ScannedMarket {
  readonly symbol: string;
  readonly passed: boolean;
  readonly rank: number | null;
  readonly metrics: Readonly<Record<string, number | string | null>>;
}

const BAR_MS = 300_000;

async function scanAt(dataset: string, lastOpenMs: number): Promise<ScannedMarket[]> {
  const file = sharedFile(`candles/${basename(dataset)}`) ?? '';
  const asOf = new Date(lastOpenMs + BAR_MS).toISOString();
  const { exitCode, stdout } = await runCli([
    'scan',
    '--candles',
    file,
    '--timeframe',
    '5m',
    '--as-of',
    asOf,
    '--all',
    '--json',
  ]);
  expect(exitCode).toBe(0);
  return (JSON.parse(stdout) as { markets: ScannedMarket[] }).markets;
}

/** The accuracy that docs/product promises for each metric: relative, except for RSI and correlation. */
function expectMetrics(got: ScannedMarket['metrics'], want: KnownMetrics & { readonly price: number }): void {
  const near = (name: string, expected: number | null, tolerance: number): void => {
    const value = got[name];
    if (expected === null) expect([name, value]).toEqual([name, null]);
    else expect(Math.abs((value as number) - expected)).toBeLessThanOrEqual(tolerance);
  };
  const relative = (name: string, expected: number | null, tolerance: number): void =>
    near(name, expected, tolerance * Math.abs(expected ?? 0));
  expect(got.price).toBe(want.price);
  relative('surgeLong', want.volume_surge_1h, 1e-6);
  relative('surgeShort', want.volume_surge_5m, 1e-6);
  relative('atrRatio', want.atr14_wilder_full_over_price, 1e-5);
  relative('bbWidthPct', want.bb20_width_percent, 1e-5);
  near('btcCorrelation', want.corr50_btc, 1e-5);
  near('change1hPct', want.return_1h_pct, 1e-9);
  expect(got.breakout === 'up').toBe(want.breakout_up_20);
}

const moments = sharedJson<{ moments: KnownMoment[] }>('known-scans/known-scan-sample.json')?.moments ?? [];
const snapshots =
  sharedJson<{ snapshots: KnownSnapshot[] }>('known-scans/known-cross-section-sample.json')?.snapshots ?? [];
const absent = moments.length === 0;

(absent ? describe.skip : describe)('known moments of real markets', () => {
  test.each(
    moments.map(
      (moment) =>
        [`${moment.symbol} at ${new Date(moment.last_candle_open_ms).toISOString()}`, moment] as const,
    ),
  )(
    '%s have the metrics of exact arithmetic',
    async (_name, { dataset, symbol, last_candle_open_ms, price, metrics, label }) => {
      const markets = await scanAt(dataset, last_candle_open_ms);
      const market = markets.find((candidate) => candidate.symbol === symbol);
      const got = market?.metrics ?? {};
      expectMetrics(got, { ...metrics, price });
      const relative = (name: string, expected: number, tolerance: number): void =>
        expect(Math.abs((got[name] as number) - expected)).toBeLessThanOrEqual(
          tolerance * Math.abs(expected),
        );
      relative('atr', metrics.atr14_wilder_full, 1e-5);
      relative('bbMiddle', metrics.bb20_middle, 1e-6);
      relative('bbUpper', metrics.bb20_upper, 1e-6);
      relative('bbLower', metrics.bb20_lower, 1e-6);
      relative('bbPercentB', metrics.bb20_percentB, 1e-5);
      relative('donchianHigh', metrics.donchian20_prior_high, 1e-6);
      relative('change24hPct', metrics.return_24h_pct, 1e-9);
      expect(Math.abs((got.rsi as number) - metrics.rsi14_wilder_full)).toBeLessThanOrEqual(1e-3);
      expect(got.breakout === 'down').toBe(metrics.breakout_down_20);
      expect(market?.passed).toBe(label === 'breakout');
      if (label === 'breakout') expect(market?.rank).toBeLessThanOrEqual(3);
    },
  );

  test.each(
    snapshots.map((snapshot) => [new Date(snapshot.last_candle_open_ms).toISOString(), snapshot] as const),
  )(
    'the whole market at %s has the metrics of exact arithmetic',
    async (_name, { dataset, last_candle_open_ms, rows, symbols }) => {
      const markets = await scanAt(dataset, last_candle_open_ms);
      expect(markets).toHaveLength(symbols);
      for (const row of rows) {
        expectMetrics(markets.find(({ symbol }) => symbol === row.symbol)?.metrics ?? {}, row);
      }
    },
  );
});
