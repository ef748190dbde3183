import type { CandleSeries } from '../../src/market/candle-series.js';

/** What an error is relative to: the value, the highest price in its reach, or nothing. */
export type Measure = 'value' | 'highest' | 'absolute';

/** A limit that holds on every input: for windows up to `upTo` bars as given, for longer ones times the growth. */
export interface Promise {
  readonly measure: Measure;
  readonly limit: number;
  /** Id of the catalogue row. */
  readonly id: string;
  readonly upTo: number;
  /** Beyond `upTo` the limit grows with this power of the length. */
  readonly growth: number;
  /** How far back the value reaches: its window, the UTC day, or everything before. */
  readonly reach: 'window' | 'day' | 'all';
}

const promise = (
  id: string,
  limit: number,
  measure: Measure,
  reach: Promise['reach'] = 'window',
  upTo = 100,
  growth = 1,
): Promise => ({ id, limit, measure, reach, upTo, growth });

/** By output. bbWidthPercentile: see test/kernels/width-ties.test.ts. */
export const PROMISES: Readonly<Record<string, Promise>> = {
  trueRange: promise('trueRange', 3e-7, 'value'),
  atr: promise('atr', 1e-5, 'value', 'all'),
  rsi: promise('rsi', 1e-3, 'absolute', 'all'),
  ema: promise('ema', 2.5e-6, 'highest', 'all'),
  sma: promise('sma', 1e-6, 'highest'),
  bbUpper: promise('bollinger', 1e-5, 'highest'),
  bbMiddle: promise('bollinger', 1e-6, 'highest'),
  bbLower: promise('bollinger', 1e-5, 'highest'),
  bbDeviation: promise('bollinger', 2e-5, 'value', 'window', 20, 1.5),
  bbWidthPct: promise('bollinger', 2e-5, 'value', 'window', 20, 1.5),
  bbPercentB: promise('bollinger', 2e-5, 'absolute', 'window', 20, 1.5),
  donchianHigh: promise('donchian', 2.5e-7, 'highest'),
  donchianLow: promise('donchian', 2.5e-7, 'highest'),
  vwap: promise('vwap', 1.5e-6, 'highest', 'day'),
  vwapRolling: promise('vwapRolling', 1.5e-6, 'highest'),
  volumeMedian: promise('surgeShort', 1e-6, 'value'),
  surgeShort: promise('surgeShort', 1e-6, 'value'),
  surgeLong: promise('surgeLong', 1.5e-6, 'value'),
  btcCorrelation: promise('btcCorrelation', 1e-5, 'absolute', 'window', 50, 1.5),
};

/** The precision of the prices themselves, and of averages that have almost vanished. */
const FLOOR_OF_PRICE = 1e-15;

/** Maximum error at bar `t`. */
export function allowedError(
  output: string,
  series: Pick<CandleSeries, 'high' | 'close' | 'openTimeMs'>,
  t: number,
  value: number,
  period: number,
): number {
  const { measure, limit, upTo, growth, reach } = PROMISES[output];
  const grown = limit * Math.max(1, period / upTo) ** growth;
  if (measure === 'absolute') return grown;
  const { high, close, openTimeMs } = series;
  if (measure === 'value')
    return grown * Math.abs(value) + FLOOR_OF_PRICE * Math.max(close[t], close[Math.max(0, t - 1)]);
  const first = { window: t - period, day: dayStart(openTimeMs, t), all: 0 }[reach];
  let highest = 0;
  for (let i = Math.max(0, first); i <= t; i++) highest = Math.max(highest, high[i]);
  return grown * highest;
}

const DAY_MS = 86_400_000;

function dayStart(openTimeMs: Float64Array, t: number): number {
  let first = t;
  while (first > 0 && Math.floor(openTimeMs[first - 1] / DAY_MS) === Math.floor(openTimeMs[t] / DAY_MS))
    first--;
  return first;
}
