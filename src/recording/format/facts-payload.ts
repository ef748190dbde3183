import { readPlane, unzigzag, writePlane, zigzag } from '../../codec/block/byte-planes.js';
import { ByteReader } from '../../codec/block/byte-reader.js';
import { ByteWriter } from '../../codec/block/byte-writer.js';
import { CodecError } from '../../codec/block/codec-error.js';
import type { PlainRecord } from '../../codec/block/record-table.js';
import { readTable, writeTable } from '../../codec/block/record-table.js';
import type { TickSpread } from './facts-by-candles.js';
import { readTime } from './payloads.js';

/** Facts by symbol, and when they were received, UTC ms (null = unknown). */
export interface RecordedFacts {
  readonly atMs: number | null;
  readonly symbols: readonly number[];
  /** An empty list marks a fact that follows from candles. */
  readonly records: readonly PlainRecord[];
  /** One for each record with such a `spreadBps`, in order. */
  readonly spreads: readonly TickSpread[];
}

export function factsPayload({ atMs, symbols, records, spreads }: RecordedFacts): Uint8Array {
  const writer = new ByteWriter();
  writer.f64(atMs ?? NaN);
  writer.varint(symbols.length);
  writer.varints(symbols);
  writeTable(writer, records);
  if (spreads.length > 0) writeSpreads(writer, spreads);
  return writer.written();
}

function writeSpreads(writer: ByteWriter, spreads: readonly TickSpread[]): void {
  writer.varint(spreads.length);
  for (const column of [
    spreads.map(({ decimals }) => decimals),
    spreads.map(({ ticks }) => ticks),
    spreads.map(({ offset }) => zigzag(offset)),
  ]) {
    writePlane(writer, Float64Array.from(column), 1);
  }
}

function readSpreads(reader: ByteReader): TickSpread[] {
  const count = reader.count(3);
  const [decimals, ticks, offsets] = [1, 2, 3].map(() => readPlane(reader, count, 1));
  return Array.from(ticks, (each, at) => ({
    decimals: decimals[at],
    ticks: each,
    offset: unzigzag(offsets[at]),
  }));
}

export function readFacts(payload: Uint8Array): RecordedFacts {
  const reader = new ByteReader(payload);
  const atMs = readTime(reader);
  const symbols = reader.varints(reader.count(1));
  const records = readTable(reader);
  const spreads = reader.left > 0 ? readSpreads(reader) : [];
  reader.end();
  if (records.length !== symbols.length) {
    throw new CodecError(`Expected ${symbols.length} records, got ${records.length}.`);
  }
  return { atMs, symbols, records, spreads };
}
