import { ByteReader } from '../../codec/block/byte-reader.js';
import { ByteWriter } from '../../codec/block/byte-writer.js';
import type { CandleRows } from '../../codec/block/candle-rows.js';
import { CodecError } from '../../codec/block/codec-error.js';
import type { DecodedRows } from '../../codec/block/decode-candles.js';
import { decodeCandles } from '../../codec/block/decode-candles.js';
import { encodeCandles } from '../../codec/block/encode-candles.js';
import type { PlainRecord } from '../../codec/block/record-table.js';
import { readTable, writeTable } from '../../codec/block/record-table.js';

/**
 * Rows of one market that no earlier frame has: the first of them has this number in the market's log of
 * rows.
 */
export interface NewRows {
  /** Number of the symbol. */
  readonly symbol: number;
  readonly firstRow: number;
  readonly rows: CandleRows;
}

export function candlesPayload(markets: readonly NewRows[], timeframeMs: number): Uint8Array {
  const writer = new ByteWriter();
  writer.varint(markets.length);
  writer.varints(markets.map(({ symbol }) => symbol));
  writer.varints(markets.map(({ firstRow }) => firstRow));
  writer.bytes(
    encodeCandles(
      markets.map(({ rows }) => rows),
      timeframeMs,
    ),
  );
  return writer.written();
}

export function readCandles(payload: Uint8Array): (NewRows & { readonly rows: DecodedRows })[] {
  const reader = new ByteReader(payload);
  const count = reader.count(2);
  const symbols = reader.varints(count);
  const firstRows = reader.varints(count);
  const series = decodeCandles(reader.rest());
  if (series.length !== count)
    throw new CodecError(`Expected candles of ${count} markets, got ${series.length}.`);
  return series.map((rows, index) => ({ symbol: symbols[index], firstRow: firstRows[index], rows }));
}

/** Rows [start, start + length) of a market's log. */
export interface Run {
  readonly start: number;
  readonly length: number;
}

/** The inputs of a scan for one market: rows of its log or facts or both, or an error. */
export interface RecordedAnswer {
  readonly symbol: number;
  readonly runs: readonly Run[];
  readonly error: PlainRecord | null;
  readonly facts: PlainRecord | null;
}

/** Answers in the order of the requests, and when they arrived, UTC ms (null = unknown). */
export interface RecordedAnswers {
  readonly atMs: number | null;
  readonly answers: readonly RecordedAnswer[];
}

const HAS_ERROR = 1;
const HAS_FACTS = 2;

/** For bars and for details, which have no rows. */
export function answersPayload({ atMs, answers }: RecordedAnswers): Uint8Array {
  const writer = new ByteWriter();
  writer.f64(atMs ?? NaN);
  const runs = answers.flatMap((answer) => answer.runs);
  writer.varint(answers.length);
  writer.varints(answers.map(({ symbol }) => symbol));
  for (const { error, facts } of answers) writer.byte((error ? HAS_ERROR : 0) | (facts ? HAS_FACTS : 0));
  writer.varints(answers.map((answer) => answer.runs.length));
  writer.varints(runs.map(({ start }) => start));
  writer.varints(runs.map(({ length }) => length));
  writeTable(writer, present(answers.map(({ error }) => error)));
  writeTable(writer, present(answers.map(({ facts }) => facts)));
  return writer.written();
}

export function readAnswers(payload: Uint8Array): RecordedAnswers {
  const reader = new ByteReader(payload);
  const atMs = readTime(reader);
  const count = reader.count(3);
  const symbols = reader.varints(count);
  const marks = Array.from(reader.bytes(count));
  const runCounts = reader.varints(count);
  const all = runCounts.reduce((sum, runs) => sum + runs, 0);
  if (2 * all > reader.left) throw new CodecError(`Expected ${all} runs of rows, got ${reader.left} bytes.`);
  const starts = reader.varints(all);
  const lengths = reader.varints(all);
  const errors = readTable(reader);
  const facts = readTable(reader);
  reader.end();
  let run = 0;
  const takeRun = (): Run => ({ start: starts[run], length: lengths[run++] });
  const takeError = taking(errors);
  const takeFacts = taking(facts);
  const answers = symbols.map((symbol, index) => ({
    symbol,
    runs: Array.from({ length: runCounts[index] }, takeRun),
    error: takeError(marks[index] & HAS_ERROR),
    facts: takeFacts(marks[index] & HAS_FACTS),
  }));
  return { atMs, answers };
}

function present(records: readonly (PlainRecord | null)[]): PlainRecord[] {
  return records.filter((record) => record !== null);
}

/** Returns the next record if a mark says that there is one. */
function taking(records: readonly PlainRecord[]): (mark: number) => PlainRecord | null {
  let next = 0;
  return (mark) => {
    if (mark === 0) return null;
    if (next < records.length) return records[next++];
    throw new CodecError('Expected as many records as answers that have one.');
  };
}

/** The time at the start of a payload, UTC ms; null = unknown. @throws {CodecError} */
export function readTime(reader: ByteReader): number | null {
  const timeMs = reader.f64();
  return Number.isNaN(timeMs) ? null : timeMs;
}

export function marketsPayload(markets: readonly PlainRecord[]): Uint8Array {
  const writer = new ByteWriter();
  writeTable(writer, markets);
  return writer.written();
}

export function readMarkets(payload: Uint8Array): PlainRecord[] {
  const reader = new ByteReader(payload);
  const markets = readTable(reader);
  reader.end();
  return markets;
}

/** A payload that is JSON: headers, scans, symbols. */
export function jsonPayload(value: unknown): Uint8Array {
  const writer = new ByteWriter();
  writer.json(value);
  return writer.written();
}

export function readJson(payload: Uint8Array): unknown {
  const reader = new ByteReader(payload);
  const value = reader.json();
  reader.end();
  return value;
}
