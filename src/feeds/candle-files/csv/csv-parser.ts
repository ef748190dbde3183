import type { FileRows } from '../file-rows.js';
import { invalidFile, quoted } from '../input-error.js';
import type { TableLayout } from '../layout/table-layout.js';
import type { CsvHead } from './csv-head.js';
import { CsvHeadFault, readCsvHead } from './csv-head.js';
import { isNoValue, parseNumber } from './parse-number.js';
import { splitLine } from './split-line.js';

/** A line of candles has some hundred bytes; a symbol may have 4 KiB; beyond this it is no such file. */
const MAX_LINE_BYTES = 65_536;
/** So much is looked at before the layout is decided. */
const HEAD_BYTES = 131_072;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const HASH = 0x23;
const ZERO = 0x30;

/**
 * Reads CSV from chunks of bytes, cut anywhere, into a store, without making text of what is a plain number.
 * The first lines decide the layout; every following one must have as many columns.
 */
export class CsvParser {
  readonly #rows: FileRows;
  /** The start of the file until it is enough to tell the layout. */
  #start: Uint8Array | null = new Uint8Array(0);
  /** Bytes of a line whose end has not come yet. */
  #carry: Uint8Array = new Uint8Array(0);
  #head: CsvHead | null = null;
  #delimiterByte = 0;
  #pointByte = 0;
  /** Start and end of every field of the current line. */
  #bounds = new Int32Array(0);
  #lineNumber = 0;
  #firstRowLine = 1;
  /** The symbol of the row before: files are mostly sorted by it. */
  #symbolBytes: Uint8Array = new Uint8Array(0);
  #symbolIndex = -1;

  constructor(rows: FileRows) {
    this.#rows = rows;
  }

  push(chunk: Uint8Array): void {
    if (this.#start === null) return this.#pushLines(chunk);
    this.#start = this.#start.length === 0 ? chunk : Buffer.concat([this.#start, chunk]);
    if (this.#start.length >= HEAD_BYTES) this.#begin(this.#start.lastIndexOf(NEWLINE));
  }

  /** The last line may lack its newline. */
  end(): void {
    if (this.#start !== null) this.#begin(this.#start.length);
    if (this.#carry.length > 0) this.#readLine(this.#carry, 0, this.#carry.length);
  }

  /** @param end  of the last whole line of the start; −1 = there is none. */
  #begin(end: number): void {
    const start = this.#start!;
    this.#start = null;
    const firstLine = start.indexOf(NEWLINE);
    this.#checkLength(firstLine < 0 ? start.length : firstLine);
    const head = readCsvHead(textOf(start, 0, end), this.#rows.facts.symbol);
    if (head instanceof CsvHeadFault) {
      this.#lineNumber += head.line;
      throw this.#error(`${head.message}, got ${quoted(head.text)}`);
    }
    if (head === null) return this.#skip(start, end);
    this.#head = head;
    this.#firstRowLine = this.#lineNumber + head.linesBefore + 1;
    this.#delimiterByte = head.delimiter.charCodeAt(0);
    this.#pointByte = head.point.charCodeAt(0);
    this.#bounds = new Int32Array(2 * head.layout.columns);
    if (head.layout.symbol < 0 && head.symbol !== null) this.#symbolIndex = this.#rows.indexOf(head.symbol);
    this.#pushLines(start);
  }

  /** Nothing but empty lines and comments so far: the head is looked for in what comes after them. */
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
      this.#readLine(line, 0, line.length);
      start = end + 1;
    }
    for (let end; ; start = end + 1) {
      start = this.#skipEmptyLines(chunk, start);
      end = chunk.indexOf(NEWLINE, start);
      if (end < 0) break;
      this.#readLine(chunk, start, end);
    }
    this.#carry = chunk.subarray(start);
    this.#checkLength(this.#carry.length);
  }

  /** A file may be nothing but line ends, and looking for each costs more than looking at it. */
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

  #readLine(bytes: Uint8Array, start: number, lineEnd: number): void {
    this.#lineNumber++;
    let end = lineEnd;
    while (end > start && (bytes[end - 1] === RETURN || bytes[end - 1] === SPACE)) end--;
    if (end === start || this.#head === null || this.#lineNumber < this.#firstRowLine) return;
    if (bytes[start] === HASH) return;
    this.#readRow(bytes, start, end, this.#head.layout);
  }

  #readRow(bytes: Uint8Array, start: number, end: number, layout: TableLayout): void {
    const columns = this.#findFields(bytes, start, end);
    if (columns === -1) return this.#readQuotedRow(textOf(bytes, start, end), layout);
    if (columns !== layout.columns && !this.#hasEmptyEnd(bytes, end, columns - layout.columns)) {
      const got = quoted(textOf(bytes, start, end));
      throw this.#error(`expected ${layout.columns} columns, got ${columns}: ${got}`);
    }
    const bounds = this.#bounds;
    if (layout.symbol >= 0) {
      this.#takeSymbol(bytes, bounds[2 * layout.symbol], bounds[2 * layout.symbol + 1]);
    }
    this.#rows.add(
      this.#symbolIndex,
      this.#openTimeAt(bytes, layout),
      this.#numberAt(bytes, layout.open, 'open'),
      this.#numberAt(bytes, layout.high, 'high'),
      this.#numberAt(bytes, layout.low, 'low'),
      this.#numberAt(bytes, layout.close, 'close'),
      layout.volume < 0 ? NaN : this.#numberAt(bytes, layout.volume, 'volume'),
      layout.closeTime < 0 ? NaN : this.#timeAt(bytes, layout.closeTime, -1),
      layout.confirm >= 0 && this.#isFalse(bytes, layout.confirm),
    );
  }

  /** A delimiter behind the last value makes one more column, with nothing in it. */
  #hasEmptyEnd(bytes: Uint8Array, end: number, extra: number): boolean {
    return extra === 1 && bytes[end - 1] === this.#delimiterByte;
  }

  /** A line with quotes is rare enough to be rewritten without them; a symbol with the delimiter keeps its place. */
  #readQuotedRow(line: string, layout: TableLayout): void {
    const { delimiter } = this.#head!;
    const fields = splitLine(line, delimiter);
    const plain = fields.map((field) => field.replaceAll(delimiter, ' ').replaceAll('"', ' '));
    const bytes = Buffer.from(plain.join(delimiter));
    this.#readRow(bytes, 0, bytes.length, layout);
  }

  /** Writes the bounds of the fields, without blanks around them; returns how many there are, −1 with a quote. */
  #findFields(bytes: Uint8Array, start: number, end: number): number {
    const bounds = this.#bounds;
    const delimiter = this.#delimiterByte;
    let columns = 0;
    let fieldStart = start;
    for (let at = start; at <= end; at++) {
      const byte = at === end ? delimiter : bytes[at];
      if (byte === QUOTE) return -1;
      if (byte !== delimiter) continue;
      let fieldEnd = at;
      while (fieldStart < fieldEnd && bytes[fieldStart] === SPACE) fieldStart++;
      while (fieldEnd > fieldStart && bytes[fieldEnd - 1] === SPACE) fieldEnd--;
      // Beyond the expected columns the typed array ignores the writes; the count tells.
      bounds[2 * columns] = fieldStart;
      bounds[2 * columns + 1] = fieldEnd;
      columns++;
      fieldStart = at + 1;
    }
    return columns;
  }

  #takeSymbol(bytes: Uint8Array, start: number, end: number): void {
    const known = this.#symbolBytes;
    let same = this.#symbolIndex >= 0 && known.length === end - start;
    for (let at = 0; same && at < known.length; at++) same = known[at] === bytes[start + at];
    if (same) return;
    if (start === end) throw this.#error('expected a symbol, got none');
    this.#symbolBytes = bytes.subarray(start, end);
    this.#symbolIndex = this.#rows.indexOf(textOf(bytes, start, end));
  }

  #openTimeAt(bytes: Uint8Array, layout: TableLayout): number {
    const { times } = this.#head!;
    const timeMs = this.#timeAt(bytes, layout.time, layout.clock);
    if (Number.isNaN(timeMs)) {
      const [start, end] = this.#boundsOf(layout.time);
      throw this.#error(`expected a time, got ${quoted(textOf(bytes, start, end))}`);
    }
    if (times.hasLocalTimes && this.#rows.isClockPutBack(this.#symbolIndex, timeMs)) {
      throw this.#error(
        'an hour comes twice, so that the times are those of a place with summer time; expected UTC, or an offset such as +02:00',
      );
    }
    return timeMs;
  }

  /** @param clock  column of the time of the day; −1 = the time column has it. */
  #timeAt(bytes: Uint8Array, column: number, clock: number): number {
    const { times } = this.#head!;
    const [start, end] = this.#boundsOf(column);
    if (clock < 0) {
      const number = parseNumber(bytes, start, end);
      if (!Number.isNaN(number) && !times.isText) return times.fromNumber(number);
      return times.fromText(textOf(bytes, start, end));
    }
    const [clockStart, clockEnd] = this.#boundsOf(clock);
    return times.fromText(`${textOf(bytes, start, end)} ${textOf(bytes, clockStart, clockEnd)}`);
  }

  #isFalse(bytes: Uint8Array, column: number): boolean {
    const [start, end] = this.#boundsOf(column);
    return bytes[start] === ZERO || /^f(alse)?$/i.test(textOf(bytes, start, end));
  }

  #boundsOf(column: number): readonly [number, number] {
    return [this.#bounds[2 * column], this.#bounds[2 * column + 1]];
  }

  #numberAt(bytes: Uint8Array, column: number, name: string): number {
    const start = this.#bounds[2 * column];
    const end = this.#bounds[2 * column + 1];
    const value = parseNumber(bytes, start, end, this.#pointByte);
    if (Number.isNaN(value)) {
      const text = textOf(bytes, start, end);
      if (!isNoValue(text)) throw this.#error(`expected a number as ${name}, got ${quoted(text)}`);
    }
    return value;
  }

  #error(message: string): Error {
    return invalidFile(`${this.#rows.facts.name} line ${this.#lineNumber}: ${message}.`);
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
