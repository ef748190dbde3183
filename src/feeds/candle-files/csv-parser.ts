import { isPlausibleTimeMs, likelyTimeUnit } from '../../market/timeframe.js';
import type { CsvLayout } from './csv-layout.js';
import { delimiterOf, layoutOf, splitLine } from './csv-layout.js';
import { invalidFile, quoted } from './input-error.js';
import { isNoValue, parseNumber } from './parse-number.js';
import { parseIsoTime } from './parse-time.js';
import type { RowStore } from './row-store.js';

/** A line of candles has some hundred bytes; a symbol may have 4 KiB; beyond this it is no such file. */
const MAX_LINE_BYTES = 65_536;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;

/**
 * Reads CSV from chunks of bytes, cut anywhere, into a store, without making text of what is a plain number.
 * The first line decides the layout; every following one must have as many columns.
 */
export class CsvParser {
  readonly #fileName: string;
  readonly #symbolOfFile: string | null;
  readonly #store: RowStore;
  /** Bytes of a line whose end has not come yet. */
  #carry: Uint8Array = new Uint8Array(0);
  #layout: CsvLayout | null = null;
  #delimiter = ',';
  #delimiterByte = 0;
  /** Start and end of every field of the current line. */
  #bounds = new Int32Array(0);
  #lineNumber = 0;
  #rows = 0;
  /** The symbol of the row before: files are mostly sorted by it. */
  #symbolBytes: Uint8Array = new Uint8Array(0);
  #symbolIndex = -1;

  constructor(fileName: string, symbolOfFile: string | null, store: RowStore) {
    this.#fileName = fileName;
    this.#symbolOfFile = symbolOfFile;
    this.#store = store;
  }

  /** Candles read so far. */
  get rows(): number {
    return this.#rows;
  }

  push(chunk: Uint8Array): void {
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

  /** The last line may lack its newline. */
  end(): void {
    if (this.#carry.length > 0) this.#readLine(this.#carry, 0, this.#carry.length);
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
    if (end === start) return;
    if (this.#layout === null) {
      this.#layout = this.#startWith(textOf(bytes, start, end));
      if (this.#layout.hasHeader) return;
    }
    this.#readRow(bytes, start, end, this.#layout);
  }

  #startWith(line: string): CsvLayout {
    this.#delimiter = delimiterOf(line);
    this.#delimiterByte = this.#delimiter.charCodeAt(0);
    const layout = layoutOf(splitLine(line, this.#delimiter));
    if (typeof layout === 'string') throw this.#error(`${layout}, got ${quoted(line)}`);
    if (layout.symbol < 0) {
      if (this.#symbolOfFile === null) {
        throw this.#error(
          'there is no column symbol, and the file name does not tell one as BTC_USDT-5m.csv does',
        );
      }
      this.#symbolIndex = this.#store.indexOf(this.#symbolOfFile);
    }
    this.#bounds = new Int32Array(2 * layout.columns);
    return layout;
  }

  #readRow(bytes: Uint8Array, start: number, end: number, layout: CsvLayout): void {
    const columns = this.#findFields(bytes, start, end);
    if (columns === -1) return this.#readQuotedRow(textOf(bytes, start, end), layout);
    if (columns !== layout.columns) {
      const got = quoted(textOf(bytes, start, end));
      throw this.#error(`expected ${layout.columns} columns, got ${columns}: ${got}`);
    }
    const bounds = this.#bounds;
    if (layout.symbol >= 0) {
      this.#takeSymbol(bytes, bounds[2 * layout.symbol], bounds[2 * layout.symbol + 1]);
    }
    this.#rows++;
    this.#store.append(
      this.#symbolIndex,
      this.#timeAt(bytes, layout.time),
      this.#numberAt(bytes, layout.open, 'open'),
      this.#numberAt(bytes, layout.high, 'high'),
      this.#numberAt(bytes, layout.low, 'low'),
      this.#numberAt(bytes, layout.close, 'close'),
      this.#numberAt(bytes, layout.volume, 'volume'),
    );
  }

  /** A line with quotes is rare enough to be rewritten without them; a symbol with the delimiter keeps its place. */
  #readQuotedRow(line: string, layout: CsvLayout): void {
    const fields = splitLine(line, this.#delimiter);
    const plain = fields.map((field) => field.replaceAll(this.#delimiter, ' ').replaceAll('"', ' '));
    const bytes = Buffer.from(plain.join(this.#delimiter));
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
    this.#symbolIndex = this.#store.indexOf(textOf(bytes, start, end));
  }

  #timeAt(bytes: Uint8Array, column: number): number {
    const start = this.#bounds[2 * column];
    const end = this.#bounds[2 * column + 1];
    const number = parseNumber(bytes, start, end);
    const time = Number.isNaN(number) ? parseIsoTime(textOf(bytes, start, end)) : number;
    if (Number.isNaN(time)) {
      throw this.#error(`expected a time, got ${quoted(textOf(bytes, start, end))}`);
    }
    // The first row tells the unit of all; a later one that is off is for the cleaner to judge.
    const unit = this.#rows === 1 && !isPlausibleTimeMs(time) ? likelyTimeUnit(time) : null;
    if (unit !== null) {
      throw this.#error(`expected a time in UTC milliseconds, got ${time}, which looks like ${unit}`);
    }
    return time;
  }

  #numberAt(bytes: Uint8Array, column: number, name: string): number {
    const start = this.#bounds[2 * column];
    const end = this.#bounds[2 * column + 1];
    const value = parseNumber(bytes, start, end);
    if (Number.isNaN(value)) {
      const text = textOf(bytes, start, end);
      if (!isNoValue(text)) throw this.#error(`expected a number as ${name}, got ${quoted(text)}`);
    }
    return value;
  }

  #error(message: string): Error {
    return invalidFile(`${this.#fileName} line ${this.#lineNumber}: ${message}.`);
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
