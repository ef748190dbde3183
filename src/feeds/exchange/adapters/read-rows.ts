import type { RawCandles } from '../../../market/candle-series.js';
import { usualSpacing } from '../../../market/spacing.js';
import { formatTimeframe, isPlausibleTimeMs } from '../../../market/timeframe.js';
import type { ExchangeFailure } from '../failure.js';
import { NumberRows } from '../number-rows.js';
import { readNumber } from '../read-number.js';
import type { Unit } from '../units/amount.js';
import type { AdaptedCandles } from './adapter.js';
import { badSchema, shapeOf } from './bad-schema.js';

/** Positions of a candle's values in a row. */
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

/** Open, high, low, close after the time, as on most exchanges. */
export const USUAL_ORDER = { time: 0, open: 1, high: 2, low: 3, close: 4 } as const;

/** A few spacings prove nothing: bars without trades can be missing between any two. */
const MIN_SPACINGS = 4;
const MIN_SHARE = 0.8;

/**
 * Rows of an answer straight into columns; rows sent newest first are reversed, any other order is left to
 * the cleaner.
 * @throws {ExchangeFailure} BAD_SCHEMA if it is not a list of rows with enough fields, or its spacing is
 * that of another timeframe.
 */
export function readRows(
  symbol: string,
  timeframeMs: number,
  rows: unknown,
  layout: RowLayout,
): AdaptedCandles {
  const { values, width, length } = numberRowsOf(symbol, rows, layout.fields);
  const column = (): Float64Array => new Float64Array(length);
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
  const closedFlags = layout.closedFlag === undefined ? null : new Uint8Array(length);
  const isTurned = isNewestFirst(values, width, layout);
  for (let index = 0; index < length; index++) {
    const row = (isTurned ? length - 1 - index : index) * width;
    candles.openTimeMs[index] = values[row + layout.time] * layout.timeUnitMs;
    candles.open[index] = values[row + layout.open];
    candles.high[index] = values[row + layout.high];
    candles.low[index] = values[row + layout.low];
    candles.close[index] = values[row + layout.close];
    candles.volume[index] = values[row + layout.volume];
    if (quoteVolume !== null) quoteVolume[index] = values[row + layout.quoteVolume!];
    if (tradeCounts !== null) tradeCounts[index] = values[row + layout.tradeCount!];
    if (closedFlags !== null) closedFlags[index] = values[row + layout.closedFlag!] === 1 ? 1 : 0;
  }
  checkSpacing(candles, timeframeMs);
  return { candles, volumeUnit: layout.volumeUnit, quoteVolume, tradeCounts, closedFlags };
}

/**
 * The first values of each row of an answer as numbers; rows already read by the transport unchanged.
 * @throws {ExchangeFailure} BAD_SCHEMA if it is not a list of rows with enough fields.
 */
export function numberRowsOf(symbol: string, rows: unknown, fields: number): NumberRows {
  if (rows instanceof NumberRows) {
    if (rows.length > 0 && rows.width < fields) {
      throw tooShort(symbol, fields, 0, `a list of ${rows.width}`);
    }
    return rows;
  }
  if (!Array.isArray(rows)) throw badSchema(symbol, `expected a list of candles, got ${shapeOf(rows)}.`);
  const values = new Float64Array(rows.length * fields);
  for (const [index, row] of (rows as readonly unknown[]).entries()) {
    if (!Array.isArray(row) || row.length < fields) throw tooShort(symbol, fields, index, shapeOf(row));
    for (let field = 0; field < fields; field++) values[index * fields + field] = readNumber(row[field]);
  }
  return new NumberRows(values, rows.length);
}

function tooShort(symbol: string, fields: number, index: number, shape: string): ExchangeFailure {
  return badSchema(symbol, `expected candles of ${fields} fields, number ${index + 1} is ${shape}.`);
}

/** Whether every row is older than the one before it. */
function isNewestFirst(values: Float64Array, width: number, { time }: RowLayout): boolean {
  let previous = Infinity;
  for (let at = time; at < values.length; at += width) {
    if (!(values[at] < previous)) return false;
    previous = values[at];
  }
  return values.length > width;
}

/**
 * An answer for another timeframe shows in its spacing; errors in single rows are for the cleaner to report.
 */
function checkSpacing({ symbol, openTimeMs }: RawCandles, timeframeMs: number): void {
  let expected = 0;
  for (let row = 1; row < openTimeMs.length; row++) {
    if (openTimeMs[row] - openTimeMs[row - 1] === timeframeMs) expected++;
  }
  // Then no other spacing can be that of four in five.
  if (2 * expected >= openTimeMs.length) return;
  const usual = usualSpacing(openTimeMs.filter(isPlausibleTimeMs));
  if (usual === null || usual.spacingMs === timeframeMs) return;
  if (usual.spacings < MIN_SPACINGS || usual.share < MIN_SHARE) return;
  throw badSchema(
    symbol,
    `expected ${formatTimeframe(timeframeMs)} candles, the answer's are ${formatTimeframe(usual.spacingMs)} apart.`,
  );
}
