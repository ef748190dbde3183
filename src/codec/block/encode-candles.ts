import { writeFloatPlane, writePlane, zigzag } from './byte-planes.js';
import { ByteWriter } from './byte-writer.js';
import type { CandleRows, MarketShape } from './candle-rows.js';
import { LEAST_BYTES, MOST_ROWS, ODD_ROW_COLUMNS, PLANES } from './candle-rows.js';
import { chooseDecimals, NO_DECIMALS, scaleOf, ticksOf } from './decimals.js';

/**
 * Looked up once: in a sandboxed context (a test runner's), looking up a global is a hundred times slower.
 */
const { max, min } = Math;
const { isNaN } = Number;

/** A row that the planes cannot represent, by its index in the block. */
interface OddRow {
  readonly position: number;
  readonly values: readonly number[];
}

/** Contents of a block before it is written. */
interface Draft {
  readonly planes: Record<(typeof PLANES)[number], Float64Array>;
  readonly oddRows: OddRow[];
  readonly floats: number[];
  readonly baseMs: number;
  readonly timeframeMs: number;
}

/**
 * Candles of many markets as one block, not yet compressed: prices and volumes as integers of their last
 * decimal, prices as differences between neighbours, and for each number first the low bytes of all rows,
 * then the next ones. Every value is restored bit for bit (a NaN as a NaN). Equal candles give equal bytes.
 * @param timeframeMs  integer ≥ 1: times of rows that are this far apart cost nothing.
 * @throws {RangeError} more than 4,194,304 rows.
 */
export function encodeCandles(markets: readonly CandleRows[], timeframeMs: number): Uint8Array {
  const rows = markets.reduce((sum, { openTimeMs }) => sum + openTimeMs.length, 0);
  if (rows > MOST_ROWS)
    throw new RangeError(`Expected at most ${MOST_ROWS} candles in a block, got ${rows}.`);
  const planes = Object.fromEntries(PLANES.map((name) => [name, new Float64Array(rows)])) as Draft['planes'];
  const draft: Draft = { planes, oddRows: [], floats: [], baseMs: baseOf(markets), timeframeMs };
  const writer = new ByteWriter();
  writer.varint(timeframeMs);
  writer.varint(draft.baseMs);
  writer.varint(markets.length);
  let position = 0;
  for (const market of markets) {
    const shape = shapeOf(market);
    writer.varints([shape.rows, shape.priceDecimals + 1, shape.volumeDecimals + 1]);
    fillPlanes(draft, market, shape, position);
    position += shape.rows;
  }
  writeOddRows(writer, draft.oddRows);
  for (const name of PLANES) writePlane(writer, planes[name], LEAST_BYTES[name]);
  writeFloatPlane(writer, draft.floats);
  return writer.written();
}

/** The first valid time: others are stored relative to it. */
function baseOf(markets: readonly CandleRows[]): number {
  return markets.find(({ openTimeMs }) => isWhole(openTimeMs[0]) && openTimeMs[0] >= 0)?.openTimeMs[0] ?? 0;
}

function isWhole(timeMs: number): boolean {
  return !isNaN(ticksOf(timeMs, 1));
}

function shapeOf(market: CandleRows): MarketShape {
  const { open, high, low, close, volume } = market;
  return {
    rows: open.length,
    priceDecimals: chooseDecimals([open, high, low, close]),
    volumeDecimals: chooseDecimals([volume]),
  };
}

/** Scale of columns that are stored as float64 and leave zeros in their planes. */
const NO_SCALE = 0;

function scaleOrNone(decimals: number): number {
  return decimals === NO_DECIMALS ? NO_SCALE : scaleOf(decimals);
}

function ticksAt(column: Float64Array, row: number, scale: number): number {
  return scale === NO_SCALE ? 0 : ticksOf(column[row], scale);
}

/** Writes a market's rows into the planes from an index on. */
function fillPlanes(draft: Draft, market: CandleRows, shape: MarketShape, start: number): void {
  const { planes, timeframeMs } = draft;
  let previousMs = draft.baseMs - timeframeMs;
  let previousClose = 0;
  const priceScale = scaleOrNone(shape.priceDecimals);
  const volumeScale = scaleOrNone(shape.volumeDecimals);
  for (let row = 0; row < shape.rows; row++) {
    const position = start + row;
    const time = market.openTimeMs[row];
    const open = ticksAt(market.open, row, priceScale);
    const high = ticksAt(market.high, row, priceScale);
    const low = ticksAt(market.low, row, priceScale);
    const close = ticksAt(market.close, row, priceScale);
    const volume = ticksAt(market.volume, row, volumeScale);
    const above = high - max(open, close);
    const below = min(open, close) - low;
    planes.flags[position] = market.flags?.[row] ?? 0;
    // Every comparison with NaN is false.
    if (isWhole(time) && above >= 0 && below >= 0 && volume >= 0) {
      planes.openTimeMs[position] = zigzag(time - previousMs - timeframeMs);
      planes.open[position] = zigzag(open - previousClose);
      planes.close[position] = zigzag(close - open);
      planes.high[position] = above;
      planes.low[position] = below;
      planes.volume[position] = volume;
      previousMs = time;
      previousClose = close;
    } else {
      draft.oddRows.push({ position, values: ODD_ROW_COLUMNS.map((name) => market[name][row]) });
      previousMs += timeframeMs;
    }
  }
  if (priceScale === NO_SCALE) pushAll(draft.floats, [market.open, market.high, market.low, market.close]);
  if (volumeScale === NO_SCALE) pushAll(draft.floats, [market.volume]);
}

function pushAll(floats: number[], columns: readonly Float64Array[]): void {
  for (const column of columns) for (const value of column) floats.push(value);
}

function writeOddRows(writer: ByteWriter, oddRows: readonly OddRow[]): void {
  writer.varint(oddRows.length);
  let before = 0;
  for (const { position } of oddRows) {
    writer.varint(position - before);
    before = position;
  }
  for (const { values } of oddRows) for (const value of values) writer.f64(value);
}
