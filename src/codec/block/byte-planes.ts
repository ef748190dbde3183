import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { CodecError } from './codec-error.js';

/**
 * Looked up once: in a sandboxed context (a test runner's), looking up a global is a hundred times slower.
 */
const { floor, max } = Math;

/** Bytes of the largest integer that a plane may hold, 2^53. */
const MOST_BYTES = 7;

/** Bytes that each of these needs; 0 if all are 0. */
function widthOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i];
  let width = 0;
  for (; largest >= 1; largest /= 256) width++;
  return width;
}

/**
 * Integers as byte planes: the lowest byte of all, then the next of all, … as many as the largest needs,
 * preceded by their number. Bytes that vary alike are adjacent, which suits compressors.
 * @param values  integers, 0…2^53.
 * @param least  minimum bytes per value: with 1, a forged count of values that were never written is
 * rejected.
 */
export function writePlane(writer: ByteWriter, values: Float64Array, least: 0 | 1 = 0): void {
  const width = max(least, widthOf(values));
  writer.byte(width);
  for (let byteIndex = 0, scale = 1; byteIndex < width; byteIndex++, scale *= 256) {
    const plane = writer.reserve(values.length);
    // A typed array keeps the lowest 8 bits of an integer of any size.
    for (let i = 0; i < plane.length; i++) plane[i] = floor(values[i] / scale) % 256;
  }
}

/** Reads what `writePlane` wrote. @throws {CodecError} */
export function readPlane(reader: ByteReader, count: number, least: 0 | 1 = 0): Float64Array {
  const values = new Float64Array(count);
  readPlaneInto(reader, values, least);
  return values;
}

/** The same, overwriting `values`. @throws {CodecError} */
export function readPlaneInto(reader: ByteReader, values: Float64Array, least: 0 | 1 = 0): void {
  const places = placesOf(reader, values.length, least);
  const [low, middle, high] = places;
  switch (places.length) {
    case 0:
      values.fill(0);
      return;
    case 1:
      for (let i = 0; i < values.length; i++) values[i] = low[i];
      return;
    case 2:
      for (let i = 0; i < values.length; i++) values[i] = low[i] | (middle[i] << 8);
      return;
    case 3:
      for (let i = 0; i < values.length; i++) values[i] = low[i] | (middle[i] << 8) | (high[i] << 16);
      return;
    default:
      sumPlaces(places, values);
  }
}

/** Integers of any sign that were written after {@link zigzag}. @throws {CodecError} */
export function readSignedPlaneInto(reader: ByteReader, values: Float64Array, least: 0 | 1 = 0): void {
  const places = placesOf(reader, values.length, least);
  const [low, middle, high] = places;
  switch (places.length) {
    case 0:
      values.fill(0);
      return;
    case 1:
      for (let i = 0; i < values.length; i++) values[i] = unzigzag31(low[i]);
      return;
    case 2:
      for (let i = 0; i < values.length; i++) values[i] = unzigzag31(low[i] | (middle[i] << 8));
      return;
    case 3:
      for (let i = 0; i < values.length; i++)
        values[i] = unzigzag31(low[i] | (middle[i] << 8) | (high[i] << 16));
      return;
    default:
      sumPlaces(places, values);
      for (let i = 0; i < values.length; i++) values[i] = unzigzag(values[i]);
  }
}

/** The planes of an integer's bytes, lowest first. */
function placesOf(reader: ByteReader, count: number, least: 0 | 1): Uint8Array[] {
  const width = reader.byte();
  if (width > MOST_BYTES || width < least) {
    throw new CodecError(`Expected integers of ${least} to ${MOST_BYTES} bytes, got ${width}.`);
  }
  return Array.from({ length: width }, () => reader.bytes(count));
}

/** Any width: beyond 32 bits, integers are exact only as float64. */
function sumPlaces(places: readonly Uint8Array[], values: Float64Array): void {
  values.fill(0);
  let scale = 1;
  for (const plane of places) {
    for (let i = 0; i < values.length; i++) values[i] += plane[i] * scale;
    scale *= 256;
  }
}

/** Signed integers as integers ≥ 0, small ones staying small: 0, −1, 1, −2, … → 0, 1, 2, 3, … */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

export function unzigzag(value: number): number {
  const half = floor(value / 2);
  return half * 2 === value ? half : -half - 1;
}

/** The same for integers below 2^31, without a division. */
function unzigzag31(value: number): number {
  return (value >> 1) ^ -(value & 1);
}

/** Float64 values as eight byte planes. */
export function writeFloatPlane(writer: ByteWriter, values: readonly number[]): void {
  const planes = writer.reserve(8 * values.length);
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) {
    view.setFloat64(0, Number.isNaN(value) ? NaN : value, true);
    for (let byteIndex = 0; byteIndex < 8; byteIndex++)
      planes[byteIndex * values.length + i] = bytes[byteIndex];
  }
}

export function readFloatPlane(reader: ByteReader, count: number): Float64Array {
  const planes = reader.bytes(8 * count);
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: count }, (_, i) => {
    for (let byteIndex = 0; byteIndex < 8; byteIndex++) bytes[byteIndex] = planes[byteIndex * count + i];
    return view.getFloat64(0, true);
  });
}
