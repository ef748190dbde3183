import type { FileRows } from '../file-rows.js';
import { invalidFile, quoted } from '../input-error.js';
import type { PieceRows } from './ahead/piece.js';
import { CsvHeadFault, readCsvHead, type CsvHead } from './csv-head.js';
import { RowReader } from './row-reader.js';

/**
 * A line of candles has some hundred bytes; a symbol may have 4 KiB; anything longer is not a candle file.
 */
const MAX_LINE_BYTES = 65_536;
/** Bytes examined before the layout is decided. */
const HEAD_BYTES = 131_072;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const HASH = 0x23;

/**
 * Reads CSV from chunks of bytes, split anywhere, into a store, without creating strings for plain numbers.
 * The first lines decide the layout; every following one must have as many columns.
 */
export class CsvParser {
  readonly #rows: FileRows;
  /** The start of the file until there is enough to find the layout. */
  #start: Uint8Array | null = new Uint8Array(0);
  /** Bytes of a line whose end has not arrived yet. */
  #carry: Uint8Array = new Uint8Array(0);
  /** null until the layout is known. */
  #reader: RowReader | null = null;
  #head: CsvHead | null = null;
  #headText = '';
  #lineNumber = 0;
  #firstRowLine = 1;

  constructor(rows: FileRows) {
    this.#rows = rows;
  }

  /** The first lines, which determined the layout; null until they have arrived. */
  get headText(): string | null {
    return this.#head === null ? null : this.#headText;
  }

  /** @param chunk  is not kept: its memory may be reused. */
  push(chunk: Uint8Array): void {
    if (this.#start === null) return this.#pushLines(chunk);
    this.#start = Buffer.concat([this.#start, chunk]);
    if (this.#start.length >= HEAD_BYTES) this.#begin(this.#start.lastIndexOf(NEWLINE));
  }

  /**
   * Takes lines read by another thread, which follow those that were pushed; the last of those is complete.
   */
  take({ count, symbols, symbolNames, numbers, isOpen, firstLocalRow }: PieceRows): void {
    const indices = symbolNames.map(() => -1);
    const [time, open, high, low, close, volume, closeTime] = numbers;
    for (let row = 0; row < count; row++) {
      this.#lineNumber++;
      const symbol = symbols[row];
      // In order of arrival, as the store numbers them.
      if (indices[symbol] < 0) indices[symbol] = this.#rows.indexOf(symbolNames[symbol]);
      if (row === firstLocalRow) this.#head!.times.hasLocalTimes = true;
      this.#reader!.checkClock(indices[symbol], time[row]);
      this.#rows.add(
        indices[symbol],
        time[row],
        open[row],
        high[row],
        low[row],
        close[row],
        volume[row],
        closeTime[row],
        isOpen[row] === 1,
      );
    }
  }

  /** The last line may lack its newline. */
  end(): void {
    if (this.#start !== null) this.#begin(this.#start.length);
    if (this.#carry.length === 0) return;
    this.#lineNumber++;
    this.#readLine(this.#carry, 0, this.#carry.length);
  }

  /** @param end  of the last complete line of the start; −1 = there is none. */
  #begin(end: number): void {
    const start = this.#start!;
    this.#start = null;
    const firstLine = start.indexOf(NEWLINE);
    this.#checkLength(firstLine < 0 ? start.length : firstLine);
    const text = Buffer.from(start.buffer, start.byteOffset, end).toString('utf8');
    const head = readCsvHead(text, this.#rows.facts.symbol);
    if (head instanceof CsvHeadFault) {
      this.#lineNumber += head.line;
      throw this.#error(`${head.message}, got ${quoted(head.text)}`);
    }
    if (head === null) return this.#skip(start, end);
    this.#head = head;
    this.#headText = text;
    this.#firstRowLine = this.#lineNumber + head.linesBefore + 1;
    this.#reader = new RowReader(head, this.#rows, (message) => this.#error(message));
    this.#pushLines(start);
  }

  /** Nothing but empty lines and comments so far: the head is searched in what follows. */
  #skip(start: Uint8Array, end: number): void {
    for (let at = 0; at <= end && at < start.length; at++) if (start[at] === NEWLINE) this.#lineNumber++;
    this.#start = start.subarray(end + 1);
  }

  #pushLines(chunk: Uint8Array): void {
    let start = 0;
    if (this.#carry.length > 0) {
      const end = chunk.indexOf(NEWLINE);
      const line = Buffer.concat([this.#carry, end < 0 ? chunk : chunk.subarray(0, end)]);
      this.#carry = line;
      if (end < 0) return this.#checkLength(line.length);
      this.#lineNumber++;
      this.#readLine(line, 0, line.length);
      start = end + 1;
    }
    const lastEnd = chunk.lastIndexOf(NEWLINE);
    while (start <= lastEnd) start = this.#readNextLine(chunk, start, lastEnd);
    this.#carry = Uint8Array.from(chunk.subarray(start));
    this.#checkLength(this.#carry.length);
  }

  /** @returns the start of the line after it. */
  #readNextLine(chunk: Uint8Array, start: number, lastEnd: number): number {
    if (chunk[start] === NEWLINE) return this.#skipEmptyLines(chunk, start);
    this.#lineNumber++;
    const isRow = this.#reader !== null && this.#lineNumber >= this.#firstRowLine;
    const plainEnd = isRow ? this.#reader!.readPlain(chunk, start, lastEnd) : -1;
    if (plainEnd >= 0) return plainEnd + 1;
    const end = chunk.indexOf(NEWLINE, start);
    this.#readLine(chunk, start, end);
    return end + 1;
  }

  /** A file may contain nothing but line ends, and searching for each costs more than checking the byte. */
  #skipEmptyLines(chunk: Uint8Array, start: number): number {
    let at = start;
    while (chunk[at] === NEWLINE) at++;
    this.#lineNumber += at - start;
    return at;
  }

  #checkLength(bytes: number): void {
    if (bytes > MAX_LINE_BYTES) {
      this.#lineNumber++;
      throw this.#error(
        `expected a line of candles, got more than ${MAX_LINE_BYTES} bytes without a line end`,
      );
    }
  }

  /** Reads the line whose number has been counted. */
  #readLine(bytes: Uint8Array, start: number, lineEnd: number): void {
    let end = lineEnd;
    while (end > start && (bytes[end - 1] === RETURN || bytes[end - 1] === SPACE)) end--;
    if (end === start || this.#reader === null || this.#lineNumber < this.#firstRowLine) return;
    if (bytes[start] === HASH) return;
    this.#reader.read(bytes, start, end);
  }

  #error(message: string): Error {
    return invalidFile(`${this.#rows.facts.name} line ${this.#lineNumber}: ${message}.`);
  }
}
