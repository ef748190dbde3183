import { CodecError } from '../../codec/block/codec-error.js';
import { chooseDecimals, isDecimals, NO_DECIMALS, scaleOf, ticksOf } from '../../codec/block/decimals.js';
import type { PlainRecord } from '../../codec/block/record-table.js';
import type { CandleColumns } from '../../market/candle-series.js';
import { spreadBpsOf } from '../../market/order-book.js';
import { DAY_MS } from '../../market/timeframe.js';

/** A spread as best prices in ticks of 10^−decimals, relative to the last close. */
export interface TickSpread {
  readonly decimals: number;
  /** ask − bid. */
  readonly ticks: number;
  /** bid − (last close − ⌊(ask − bid) / 2⌋). */
  readonly offset: number;
}

/** A market's facts as stored. */
export interface KeptFacts {
  readonly record: PlainRecord;
  /** null = its spread, if it has one, is in the record. */
  readonly spread: TickSpread | null;
}

/** Marks a fact that follows from the market's candles: no fact is a list. */
const BY_CANDLES: readonly never[] = [];

/** Maximum rows of a day: those of 1m bars. */
const MOST_DAY_ROWS = 1_440;

/** Rows used to find the number of decimals of the market's prices. */
const DECIMALS_ROWS = 16;

/** Maximum distance in ticks between the bid computed from a spread and the original one. */
const MOST_TICKS_OFF = 3;

/** Facts of the last 24 hours that follow from candles, and how. */
const DAY_FIGURES = new Map<string, (candles: CandleColumns, timeframeMs: number) => number>([
  ['turnover24h', dayTurnover],
  ['change24hPct', dayChangePct],
]);

/**
 * Leaves out facts that follow exactly from the market's candles of the same scan, and stores a spread as
 * ticks if that restores the same number.
 */
export function withoutCandles(
  record: PlainRecord,
  candles: CandleColumns | null,
  timeframeMs: number,
): KeptFacts {
  if (candles === null || candles.close.length === 0) return { record, spread: null };
  const spread = typeof record.spreadBps === 'number' ? tickSpread(record.spreadBps, candles) : null;
  const isDerivable = (name: string, value: unknown): boolean =>
    name === 'spreadBps' ? spread !== null : Object.is(DAY_FIGURES.get(name)?.(candles, timeframeMs), value);
  const kept = Object.entries(record).map(([name, value]) => [
    name,
    isDerivable(name, value) ? BY_CANDLES : value,
  ]);
  return { record: Object.fromEntries(kept) as PlainRecord, spread };
}

/**
 * The facts stored by `withoutCandles`.
 * @param candles  read if a fact follows from them; null = there are none.
 * @param takeSpread  returns the next spread stored as ticks.
 * @throws {CodecError} a fact that follows from nothing.
 */
export function withCandles(
  record: PlainRecord,
  candles: () => CandleColumns | null,
  timeframeMs: number,
  takeSpread: () => TickSpread,
): PlainRecord {
  const missing = Object.keys(record).filter((name) => Array.isArray(record[name]));
  if (missing.length === 0) return record;
  const rows = candles();
  const derive = (name: string): number => {
    if (rows === null || rows.close.length === 0) {
      throw new CodecError(`the candles from which its \`${name}\` follows are in a damaged part`);
    }
    const derived =
      name === 'spreadBps' ? spreadOf(takeSpread(), rows) : DAY_FIGURES.get(name)?.(rows, timeframeMs);
    if (typeof derived === 'number') return derived;
    throw new CodecError(`Expected a number as \`${name}\`, got one that does not follow from candles.`);
  };
  const derived: Record<string, unknown> = { ...record };
  for (const name of missing) derived[name] = derive(name);
  return derived;
}

/**
 * Volume times typical price, (high + low + close) / 3, of the last 24 hours, summed from the oldest row on.
 */
function dayTurnover(candles: CandleColumns, timeframeMs: number): number {
  const { high, low, close, volume } = candles;
  let sum = 0;
  for (let row = dayStart(candles, timeframeMs); row < close.length; row++) {
    sum += volume[row] * ((high[row] + low[row] + close[row]) / 3);
  }
  return sum;
}

/** Last close against the first open of the last 24 hours, percent. */
function dayChangePct(candles: CandleColumns, timeframeMs: number): number {
  const { open, close } = candles;
  return (close[close.length - 1] / open[dayStart(candles, timeframeMs)] - 1) * 100;
}

/** The first row of the 24 hours before the last one closed; unordered rows count in their given order. */
function dayStart({ openTimeMs }: CandleColumns, timeframeMs: number): number {
  const last = openTimeMs.length - 1;
  const fromMs = openTimeMs[last] + timeframeMs - DAY_MS;
  let row = last;
  while (row > 0 && last - row < MOST_DAY_ROWS && openTimeMs[row - 1] >= fromMs) row--;
  return row;
}

/** The best prices that give exactly this spread; null if none near the last close do. */
function tickSpread(spreadBps: number, candles: CandleColumns): TickSpread | null {
  const decimals = priceDecimals(candles);
  if (decimals === NO_DECIMALS || !(spreadBps > 0)) return null;
  const close = lastTicks(candles, decimals);
  const usual = Math.round((spreadBps / 10_000) * close);
  if (Number.isNaN(usual)) return null;
  for (const ticks of [usual, usual - 1, usual + 1].filter((each) => each >= 1)) {
    const bid = Math.round((ticks * 10_000) / spreadBps);
    for (let off = -MOST_TICKS_OFF; off <= MOST_TICKS_OFF; off++) {
      const spread = { decimals, ticks, offset: bid + off - usualBid(close, ticks) };
      if (Object.is(spreadOf(spread, candles), spreadBps)) return spread;
    }
  }
  return null;
}

function priceDecimals({ open, high, low, close }: CandleColumns): number {
  return chooseDecimals([open, high, low, close].map((column) => column.subarray(-DECIMALS_ROWS)));
}

/** The bid of a spread centred on the last close. */
function usualBid(close: number, ticks: number): number {
  return close - Math.floor(ticks / 2);
}

function lastTicks({ close }: CandleColumns, decimals: number): number {
  return ticksOf(close[close.length - 1], scaleOf(decimals));
}

function spreadOf({ decimals, ticks, offset }: TickSpread, candles: CandleColumns): number | null {
  if (!isDecimals(decimals) || decimals === NO_DECIMALS) {
    throw new CodecError(`Expected decimals of a price, got ${decimals}.`);
  }
  const bid = usualBid(lastTicks(candles, decimals), ticks) + offset;
  return spreadBpsOf(bid / scaleOf(decimals), (bid + ticks) / scaleOf(decimals));
}
