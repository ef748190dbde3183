// The file of the thread that reads every second piece of a CSV.
import { openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { CsvHeadFault, readCsvHead, type CsvHead } from '../csv-head.js';
import { RowReader } from '../row-reader.js';
import type { ReadPiece, ThreadStart } from './piece.js';
import { CALLER_AT, columnsOf, roomOf, ROOMS } from './piece.js';
import { PieceSink } from './piece-sink.js';

const NEWLINE = 0x0a;
/** A line that starts in a piece may end in the next one; longer ones are left to the caller. */
const OVERHANG = 65_536;

const { path, pieceBytes, pieceCount, headText, symbol, control, rooms, waits } = workerData as ThreadStart;
const words = new Int32Array(control);
const bytes = new Uint8Array(1 + pieceBytes + OVERHANG);
const file = openSync(path, 'r');
const sink = new PieceSink();
const head = headOf();
const reader = new RowReader(head, sink, (message) => new Error(message));

/** The caller's interpretation of the same text. */
function headOf(): CsvHead {
  const found = readCsvHead(headText, symbol);
  if (found === null || found instanceof CsvHeadFault) throw new Error('Expected the head of a CSV.');
  return found;
}

for (let piece = 1; piece < pieceCount;) {
  const callerAt = Atomics.load(words, CALLER_AT);
  if (piece >= callerAt + 2 * ROOMS) Atomics.wait(words, CALLER_AT, callerAt);
  else {
    if (piece > callerAt || waits) parentPort!.postMessage(read(piece));
    piece += 2;
  }
}

/** Reads the plain lines that start in a piece, up to the first one that needs a second look. */
function read(piece: number): ReadPiece {
  const begin = piece * pieceBytes;
  const filled = fill(begin - 1);
  const { firstLine, at } = readLines(piece, filled);
  const { count, firstLocalRow } = sink;
  return {
    piece,
    before: bytes.slice(1, firstLine),
    end: begin - 1 + at,
    count,
    // Sending makes a copy.
    symbolNames: sink.symbolNames,
    firstLocalRow,
  };
}

function readLines(piece: number, filled: number): { readonly firstLine: number; readonly at: number } {
  sink.begin(columnsOf(rooms[roomOf(piece)], pieceBytes));
  head.times.hasLocalTimes = false;
  // The byte before the piece shows whether a line starts with it.
  const firstLine = bytes.subarray(0, filled).indexOf(NEWLINE) + 1;
  if (firstLine === 0 || firstLine > pieceBytes) return { firstLine: 1, at: 1 };
  const lastEnd = bytes.subarray(0, filled).lastIndexOf(NEWLINE);
  let at = firstLine;
  while (at <= pieceBytes && at <= lastEnd && sink.hasRoom) {
    const end = reader.readPlain(bytes, at, lastEnd);
    if (end < 0) break;
    at = end + 1;
  }
  return { firstLine, at };
}

function fill(from: number): number {
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(file, bytes, filled, bytes.length - filled, from + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
