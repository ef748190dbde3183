import type { CandleSeries } from './candle-series.js';
import { CALM_COINS, FIATS, MAJORS, STABLES, USD_STABLES } from './currencies.js';
import type { MarketInfo } from './market.js';

/** A market whose price did not move for as long as it was observed. */
export interface Peg {
  /** Bars observed. */
  readonly bars: number;
  /** Their highest price over their lowest, minus 1. */
  readonly band: number;
}

/** A peg shows only over time: a coin may well stay at 1 for an hour. */
export const PEG_MIN_BARS = 200;
const PEG_TOLERANCE = 0.02;

/** Maximum spread of prices of a peg to anything other than 1, by length of observation. */
export interface PegBand {
  readonly leastMs: number;
  readonly band: number;
}

const DAY_MS = 86_400_000;

/**
 * About half the spread of the calmest coins not known to be calm: of 130, measured in files of 2024 and
 * 2025, one stayed within 0.9 % for a day, and none within 2.2 % for three (docs/filters.md).
 */
export const PEG_BANDS: readonly PegBand[] = [
  { leastMs: 3 * DAY_MS, band: 0.012 },
  { leastMs: DAY_MS, band: 0.006 },
];
const BAND_MIN_BARS = 400;
/** Minimum share of bars with trades: without trades a price does not move either. */
const PEG_TRADED_SHARE = 0.5;
/** Minimum number of distinct closes: a single price is that of a halted market, two can be a coarse tick. */
export const PEG_PRICES = 3;

/** Fewest bars of a peg within a band. */
export function bandMinBars({ leastMs }: PegBand, timeframeMs: number): number {
  return Math.max(BAND_MIN_BARS, Math.ceil(leastMs / timeframeMs));
}

/** The prices a market may be pegged to: 1, and any other. */
export interface PegRules {
  readonly one: boolean;
  readonly any: boolean;
}

/**
 * Only against money: a market pegged to a coin is that coin, wrapped, or as calm as it. A known coin is not
 * a peg, however calm it is; without volumes a peg looks like a halted market.
 */
export function pegRules({ base, quote }: MarketInfo, hasVolume: boolean): PegRules {
  const [coin, money] = [base.toUpperCase(), quote.toUpperCase()];
  const isKnown = MAJORS.has(coin) || CALM_COINS.has(coin);
  const isDollar = money === 'USD' || USD_STABLES.has(money);
  return {
    one: !isKnown && isDollar,
    any: !isKnown && hasVolume && (FIATS.has(money) || STABLES.has(money)),
  };
}

/** Whether an entire series is a peg. @returns the evidence, or null */
export function findPeg(market: MarketInfo, series: CandleSeries): Peg | null {
  const { one, any } = pegRules(market, series.hasVolume !== false);
  const isPegged = (one && keepsToOne(series)) || (any && keepsToAny(series));
  return isPegged ? { bars: series.low.length, band: bandOf(series) } : null;
}

/** `stayed within 0.84 % for 500 bars` */
export function describePeg({ bars, band }: Peg): string {
  return `stayed within ${(100 * band).toFixed(2)} % for ${bars} bars`;
}

function keepsToOne({ high, low }: CandleSeries): boolean {
  if (low.length < PEG_MIN_BARS) return false;
  for (let bar = 0; bar < low.length; bar++) {
    // Most markets differ by their first bar.
    if (!isNearOne(high[bar], low[bar])) return false;
  }
  return true;
}

export function isNearOne(high: number, low: number): boolean {
  return low >= 1 - PEG_TOLERANCE && high <= 1 + PEG_TOLERANCE;
}

export function isWithinBand(highest: number, lowest: number, { band }: PegBand): boolean {
  return highest <= lowest * (1 + band);
}

function keepsToAny(series: CandleSeries): boolean {
  const { high, low, close, volume, timeframeMs } = series;
  const bars = low.length;
  const band = PEG_BANDS.find((each) => bars >= bandMinBars(each, timeframeMs));
  if (band === undefined) return false;
  let [highest, lowest] = [0, Infinity];
  for (let bar = bars - 1; bar >= 0; bar--) {
    if (high[bar] > highest) highest = high[bar];
    if (low[bar] < lowest) lowest = low[bar];
    // Most differ by their last few dozen bars.
    if (!isWithinBand(highest, lowest, band)) return false;
  }
  const prices = new Set<number>();
  for (let bar = 0; bar < bars && prices.size < PEG_PRICES; bar++) prices.add(close[bar]);
  return prices.size === PEG_PRICES && isTraded(countTraded(volume, 0, bars), bars);
}

function countTraded(volume: Float64Array, first: number, end: number): number {
  let count = 0;
  for (let bar = first; bar < end; bar++) if (volume[bar] > 0) count++;
  return count;
}

export function isTraded(tradedBars: number, bars: number): boolean {
  return tradedBars >= PEG_TRADED_SHARE * bars;
}

function bandOf({ high, low }: CandleSeries): number {
  const highest = high.reduce((most, price) => Math.max(most, price), 0);
  const lowest = low.reduce((least, price) => Math.min(least, price), Infinity);
  return highest / lowest - 1;
}
