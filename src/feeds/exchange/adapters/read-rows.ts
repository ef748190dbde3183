import type { RawCandles } from '../../../market/candle-series.js';
import { usualSpacing } from '../../../market/spacing.js';
import { formatTimeframe, isPlausibleTimeMs } from '../../../market/timeframe.js';
import { readNumber } from '../read-number.js';
import type { Unit } from '../units/amount.js';
import type { AdaptedCandles } from './adapter.js';
import { badSchema, shapeOf } from './bad-schema.js';

/** Where a candle's values stand in a row. */
export interface RowLayout {
  readonly fields: number;
  readonly time: number;
  /** Multiply a row's time by this to get UTC ms. */
  readonly timeUnitMs: 1 | 1000;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly volumeUnit: Unit | null;
  readonly quoteVolume?: number;
  readonly tradeCount?: number;
  /** 1 = closed. */
  readonly closedFlag?: number;
}

/** Open, high, low, close behind the time, as most exchanges have them. */
export const USUAL_ORDER = { time: 0, open: 1, high: 2, low: 3, close: 4 } as const;

/** A few spacings prove nothing: bars without trades can be missing between any two. */
const MIN_SPACINGS = 4;
const MIN_SHARE = 0.8;

/**
 * Rows of an answer straight into columns; rows that come newest first are turned around, any other order is left to
 * the cleaner.
 * @throws {ExchangeFailure} BAD_SCHEMA where it is not a list of rows with enough fields, or its spacing is that of
 *   another timeframe.
 */
export function readRows(
  symbol: string,
  timeframeMs: number,
  rows: unknown,
  layout: RowLayout,
): AdaptedCandles {
  if (!Array.isArray(rows)) throw badSchema(symbol, `expected a list of candles, got ${shapeOf(rows)}.`);
  const list = rows as readonly unknown[];
  const count = list.length;
  const column = (): Float64Array => new Float64Array(count);
  const candles: RawCandles = {
    symbol,
    openTimeMs: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  const quoteVolume = layout.quoteVolume === undefined ? null : column();
  const tradeCounts = layout.tradeCount === undefined ? null : column();
  const closedFlags = layout.closedFlag === undefined ? null : new Uint8Array(count);
  const isTurned = isNewestFirst(list, layout);
  for (let index = 0; index < count; index++) {
    const row = list[isTurned ? count - 1 - index : index];
    if (!Array.isArray(row) || row.length < layout.fields) {
      throw badSchema(
        symbol,
        `expected candles of ${layout.fields} fields, number ${index + 1} is ${shapeOf(row)}.`,
      );
    }
    const at = (field: number): number => readNumber(row[field]);
    candles.openTimeMs[index] = at(layout.time) * layout.timeUnitMs;
    candles.open[index] = at(layout.open);
    candles.high[index] = at(layout.high);
    candles.low[index] = at(layout.low);
    candles.close[index] = at(layout.close);
    candles.volume[index] = at(layout.volume);
    if (quoteVolume !== null) quoteVolume[index] = at(layout.quoteVolume!);
    if (tradeCounts !== null) tradeCounts[index] = at(layout.tradeCount!);
    if (closedFlags !== null) closedFlags[index] = at(layout.closedFlag!) === 1 ? 1 : 0;
  }
  checkSpacing(candles, timeframeMs);
  return { candles, volumeUnit: layout.volumeUnit, quoteVolume, tradeCounts, closedFlags };
}

/** Whether every row is older than the one before it. */
function isNewestFirst(rows: readonly unknown[], { time }: RowLayout): boolean {
  let previous = Infinity;
  for (const row of rows) {
    const timeOf = Array.isArray(row) ? readNumber(row[time]) : NaN;
    if (!(timeOf < previous)) return false;
    previous = timeOf;
  }
  return rows.length > 1;
}

/** An answer for another timeframe shows in its spacing; what is wrong with single rows is the cleaner's to tell. */
function checkSpacing({ symbol, openTimeMs }: RawCandles, timeframeMs: number): void {
  const usual = usualSpacing(openTimeMs.filter(isPlausibleTimeMs));
  if (usual === null || usual.spacingMs === timeframeMs) return;
  if (usual.spacings < MIN_SPACINGS || usual.share < MIN_SHARE) return;
  throw badSchema(
    symbol,
    `expected ${formatTimeframe(timeframeMs)} candles, the answer's stand ${formatTimeframe(usual.spacingMs)} apart.`,
  );
}
