import { emptySeries } from '../../market/candle-series.js';
import { readFloatPlane, readPlaneInto, readSignedPlaneInto } from './byte-planes.js';
import { ByteReader } from './byte-reader.js';
import type { CandleRows, MarketShape, Planes } from './candle-rows.js';
import { LEAST_BYTES, MOST_ROWS, ODD_ROW_COLUMNS, PLANES, SIGNED_PLANES } from './candle-rows.js';
import { CodecError } from './codec-error.js';
import { isDecimals, NO_DECIMALS, scaleOf } from './decimals.js';

/** For blocks up to this many rows, planes are read into reused memory: allocation would cost more. */
const SHORT_ROWS = 2_048;
const OF_SHORT = new Float64Array(PLANES.length * SHORT_ROWS);

/** Candles of one market as decoded from a block. */
export type DecodedRows = Required<CandleRows>;

interface OddRows {
  readonly positions: readonly number[];
  readonly values: readonly (readonly number[])[];
}

/**
 * The candles of a block from `encodeCandles`, in the order of its markets.
 * @param roomFor  returns the destination for this many rows of the next market; all of its numbers are
 * overwritten.
 * @throws {CodecError} bytes that are not such a block.
 */
export function decodeCandles(
  bytes: Uint8Array,
  roomFor: (rows: number) => DecodedRows = emptyRows,
): DecodedRows[] {
  const reader = new ByteReader(bytes);
  const timeframeMs = reader.varint();
  const baseMs = reader.varint();
  const shapes = Array.from({ length: reader.count(3) }, () => readShape(reader));
  const rows = shapes.reduce((sum, shape) => sum + shape.rows, 0);
  if (rows > MOST_ROWS)
    throw new CodecError(`Expected at most ${MOST_ROWS} candles in a block, got ${rows}.`);
  const oddRows = readOddRows(reader, rows);
  if (rows > reader.left) throw new CodecError(`Expected ${rows} candles, got ${reader.left} bytes.`);
  const planes = readPlanes(reader, rows);
  let position = 0;
  const series = shapes.map((shape) => {
    const market = rowsOf(planes, shape, position, { baseMs, timeframeMs }, roomFor(shape.rows));
    position += shape.rows;
    return market;
  });
  placeFloats(reader, shapes, series);
  reader.end();
  mendOddRows(series, oddRows);
  return series;
}

function emptyRows(rows: number): DecodedRows {
  const { openTimeMs, open, high, low, close, volume, filled: flags } = emptySeries('', 1, rows);
  return { openTimeMs, open, high, low, close, volume, flags };
}

function readShape(reader: ByteReader): MarketShape {
  const rows = reader.varint();
  const priceDecimals = reader.varint() - 1;
  const volumeDecimals = reader.varint() - 1;
  if (isDecimals(priceDecimals) && isDecimals(volumeDecimals)) return { rows, priceDecimals, volumeDecimals };
  throw new CodecError(`Expected at most 22 decimals, got ${priceDecimals} and ${volumeDecimals}.`);
}

function readOddRows(reader: ByteReader, rows: number): OddRows {
  const count = reader.count(1 + 8 * ODD_ROW_COLUMNS.length);
  let position = 0;
  const positions = Array.from({ length: count }, () => (position += reader.varint()));
  if (position >= rows && count > 0) throw new CodecError(`Expected a row below ${rows}, got ${position}.`);
  const values = positions.map(() => ODD_ROW_COLUMNS.map(() => reader.f64()));
  return { positions, values };
}

function readPlanes(reader: ByteReader, rows: number): Planes {
  const all = rows <= SHORT_ROWS ? OF_SHORT : new Float64Array(PLANES.length * rows);
  return Object.fromEntries(
    PLANES.map((name, index) => {
      const plane = all.subarray(index * rows, (index + 1) * rows);
      const read = SIGNED_PLANES.has(name) ? readSignedPlaneInto : readPlaneInto;
      read(reader, plane, LEAST_BYTES[name]);
      return [name, plane];
    }),
  ) as unknown as Planes;
}

function rowsOf(
  planes: Planes,
  shape: MarketShape,
  start: number,
  { baseMs, timeframeMs }: { readonly baseMs: number; readonly timeframeMs: number },
  room: DecodedRows,
): DecodedRows {
  const { rows } = shape;
  const { openTimeMs, open, high, low, close, volume, flags } = room;
  const priceScale = shape.priceDecimals === NO_DECIMALS ? 1 : scaleOf(shape.priceDecimals);
  const volumeScale = shape.volumeDecimals === NO_DECIMALS ? 1 : scaleOf(shape.volumeDecimals);
  let time = baseMs - timeframeMs;
  let closeTicks = 0;
  for (let row = 0; row < rows; row++) {
    const position = start + row;
    time += timeframeMs + planes.openTimeMs[position];
    const openTicks = closeTicks + planes.open[position];
    closeTicks = openTicks + planes.close[position];
    const isRising = closeTicks > openTicks;
    openTimeMs[row] = time;
    open[row] = openTicks / priceScale;
    close[row] = closeTicks / priceScale;
    high[row] = ((isRising ? closeTicks : openTicks) + planes.high[position]) / priceScale;
    low[row] = ((isRising ? openTicks : closeTicks) - planes.low[position]) / priceScale;
    volume[row] = planes.volume[position] / volumeScale;
    flags[row] = planes.flags[position];
  }
  return room;
}

/** Copies the numbers without a short decimal, which were stored as float64, into their columns. */
function placeFloats(
  reader: ByteReader,
  shapes: readonly MarketShape[],
  series: readonly DecodedRows[],
): void {
  const columns = series.flatMap(({ open, high, low, close, volume }, index) => [
    ...(shapes[index].priceDecimals === NO_DECIMALS ? [open, high, low, close] : []),
    ...(shapes[index].volumeDecimals === NO_DECIMALS ? [volume] : []),
  ]);
  const floats = readFloatPlane(
    reader,
    columns.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const column of columns) {
    column.set(floats.subarray(at, at + column.length));
    at += column.length;
  }
}

function mendOddRows(series: readonly DecodedRows[], { positions, values }: OddRows): void {
  let market = 0;
  let start = 0;
  for (const [index, position] of positions.entries()) {
    while (position >= start + series[market].open.length) start += series[market++].open.length;
    for (const [column, name] of ODD_ROW_COLUMNS.entries())
      series[market][name][position - start] = values[index][column];
  }
}
