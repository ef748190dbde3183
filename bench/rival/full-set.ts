import { bollinger } from './bollinger.js';
import { bitsOf, type Bits, type Candles, type Column } from './columns.js';
import { correlation, type Benchmark } from './correlation.js';
import { createDonchianScratch, donchian, donchianByPlace } from './donchian.js';
import { momentum } from './momentum.js';
import { createSurgeScratch, surge, surgeBySortedWindow } from './surge.js';
import { vwap } from './vwap.js';

export const RIVAL_SERIES = [
  'atr',
  'rsi',
  'ema',
  'bbUpper',
  'bbMiddle',
  'bbLower',
  'vwap',
  'donchianHigh',
  'donchianLow',
  'surgeShort',
  'btcCorrelation',
] as const;

export type RivalSeries = (typeof RIVAL_SERIES)[number];

type Columns = Readonly<Record<RivalSeries, Column>>;

export interface RivalMarket {
  readonly candles: Candles;
  /** A column per series, named as in the catalogue. */
  readonly out: Columns;
  /** Bits of the candles and of the channel. */
  readonly bits: Readonly<Record<'high' | 'low' | 'volume' | 'highOut' | 'lowOut', Bits>>;
}

/** Data shared by all markets. */
export interface RivalContext {
  readonly benchmark: Benchmark;
  readonly sessions: Uint8Array;
}

export type Rival = (market: RivalMarket, context: RivalContext) => void;

export const CORRELATION_PERIOD = 50;

export function createRivalMarket(series: Record<keyof Candles, Float64Array>): RivalMarket {
  const { high, low, close, volume } = series;
  const candles = {
    high: Float32Array.from(high),
    low: Float32Array.from(low),
    close: Float32Array.from(close),
    volume: Float32Array.from(volume),
  };
  const out = Object.fromEntries(
    RIVAL_SERIES.map((name) => [name, new Float32Array(close.length)]),
  ) as unknown as Columns;
  const bits = {
    high: bitsOf(candles.high),
    low: bitsOf(candles.low),
    volume: bitsOf(candles.volume),
    highOut: bitsOf(out.donchianHigh),
    lowOut: bitsOf(out.donchianLow),
  };
  return { candles, out, bits };
}

/**
 * The fastest JavaScript that we could write, by the rows of the bench, and the usual fastest: without the
 * branch-free minima and the median network. Buffers are allocated here once; a run allocates nothing.
 */
export function createRivals(bars: number): { fastest: Record<string, Rival>; usual: Record<string, Rival> } {
  const surgeScratch = createSurgeScratch(bars);
  const donchianScratch = createDonchianScratch(20);
  const ring = new Float64Array(CORRELATION_PERIOD);
  const fastest: Record<string, Rival> = {
    'atr + rsi + ema': ({ candles, out }) => momentum(candles, out.atr, out.rsi, out.ema, 14, 14, 20),
    bollinger: ({ candles, out }) => bollinger(candles.close, out.bbUpper, out.bbMiddle, out.bbLower, 20, 2),
    vwap: ({ candles, out }, { sessions }) => vwap(candles, sessions, out.vwap),
    donchian: ({ bits }) => donchian(bits.high, bits.low, bits.highOut, bits.lowOut, 20, donchianScratch),
    surgeShort: ({ candles, out, bits }) => surge(candles.volume, bits.volume, out.surgeShort, surgeScratch),
    btcCorrelation: ({ candles, out }, { benchmark }) =>
      correlation(candles.close, benchmark, out.btcCorrelation, ring, CORRELATION_PERIOD),
  };
  const usual: Record<string, Rival> = {
    ...fastest,
    donchian: ({ candles, out }) =>
      donchianByPlace(candles.high, candles.low, out.donchianHigh, out.donchianLow, 20),
    surgeShort: ({ candles, out }) => surgeBySortedWindow(candles.volume, out.surgeShort, surgeScratch),
  };
  return { fastest: withFullSet(fastest), usual: withFullSet(usual) };
}

function withFullSet(parts: Record<string, Rival>): Record<string, Rival> {
  const all = Object.values(parts);
  return {
    ...parts,
    'full set': (market, context) => {
      for (const part of all) part(market, context);
    },
  };
}
