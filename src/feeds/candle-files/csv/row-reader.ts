import { quoted } from '../input-error.js';
import type { CsvHead } from './csv-head.js';
import { isNoValue, parseNumber } from './parse-number.js';
import { PlainRows } from './plain-rows.js';
import { RowFields } from './row-fields.js';
import type { RowSink } from './row-sink.js';
import { splitLine } from './split-line.js';
import { SymbolColumn } from './symbol-column.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const ZERO = 0x30;

/** Reads the rows of a CSV with a known head, and passes them on. Each must have as many columns. */
export class RowReader {
  readonly #head: CsvHead;
  readonly #rows: RowSink;
  readonly #fault: (message: string) => Error;
  readonly #fields: RowFields;
  readonly #plain: PlainRows | null;
  readonly #symbols: SymbolColumn;
  /** Symbol of all rows, if no column has it. */
  readonly #symbolIndex: number;
  readonly #delimiter: number;
  readonly #point: number;

  /** @param fault  an error that names the current line. */
  constructor(head: CsvHead, rows: RowSink, fault: (message: string) => Error) {
    this.#head = head;
    this.#rows = rows;
    this.#fault = fault;
    this.#fields = new RowFields(head.layout);
    this.#plain = PlainRows.of(head, this.#fields);
    this.#symbols = new SymbolColumn((symbol) => rows.indexOf(symbol));
    this.#symbolIndex = head.layout.symbol < 0 && head.symbol !== null ? rows.indexOf(head.symbol) : -1;
    this.#delimiter = head.delimiter.charCodeAt(0);
    this.#point = head.point.charCodeAt(0);
  }

  /**
   * Reads a row that needs no second look.
   * @param limit  index of a line end after `start`.
   * @returns index of the row's line end; −1 if the row is not of this kind, and nothing was done.
   */
  readPlain(bytes: Uint8Array, start: number, limit: number): number {
    const end = this.#plain === null ? -1 : this.#plain.read(bytes, start, limit);
    if (end >= 0) this.#handOver(bytes);
    return end;
  }

  /** Reads any row. @param end  excluding blanks and carriage returns before it. */
  read(bytes: Uint8Array, start: number, end: number): void {
    const { layout } = this.#head;
    const columns = this.#findFields(bytes, start, end);
    if (columns === -1) return this.#readQuoted(textOf(bytes, start, end));
    if (columns !== layout.columns && !this.#hasEmptyEnd(bytes, end, columns - layout.columns)) {
      const got = quoted(textOf(bytes, start, end));
      throw this.#fault(`expected ${layout.columns} columns, got ${columns}: ${got}`);
    }
    if (layout.symbol >= 0 && this.#textAt(bytes, layout.symbol) === '') {
      throw this.#fault('expected a symbol, got none');
    }
    this.#fillTimes(bytes);
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
      if (layout[name] >= 0) this.#fillNumber(bytes, layout[name], name);
    }
    this.#handOver(bytes);
  }

  /** Checked for each row before it is passed on. */
  checkClock(index: number, timeMs: number): void {
    if (!this.#head.times.hasLocalTimes || !this.#rows.isClockPutBack(index, timeMs)) return;
    throw this.#fault(
      'an hour occurs twice, so the times are local with daylight saving; expected UTC, or an offset such as +02:00',
    );
  }

  #handOver(bytes: Uint8Array): void {
    const { layout, times } = this.#head;
    const { values, bounds } = this.#fields;
    const index =
      layout.symbol < 0
        ? this.#symbolIndex
        : this.#symbols.take(bytes, bounds[2 * layout.symbol], bounds[2 * layout.symbol + 1]);
    const timeMs = layout.clock < 0 ? values[layout.time] : values[layout.time] + values[layout.clock];
    if (this.#fields.isLocalTime) times.hasLocalTimes = true;
    this.checkClock(index, timeMs);
    this.#rows.add(
      index,
      timeMs,
      values[layout.open],
      values[layout.high],
      values[layout.low],
      values[layout.close],
      layout.volume < 0 ? NaN : values[layout.volume],
      layout.closeTime < 0 ? NaN : values[layout.closeTime],
      layout.confirm >= 0 && this.#isFalse(bytes, layout.confirm),
    );
  }

  /** A delimiter after the last value makes one more, empty column. */
  #hasEmptyEnd(bytes: Uint8Array, end: number, extra: number): boolean {
    return extra === 1 && bytes[end - 1] === this.#delimiter;
  }

  /**
   * A line with quotes is rare enough to be rewritten without them; a symbol containing the delimiter is
   * preserved.
   */
  #readQuoted(line: string): void {
    const { delimiter } = this.#head;
    const fields = splitLine(line, delimiter);
    const plain = fields.map((field) => field.replaceAll(delimiter, ' ').replaceAll('"', ' '));
    const bytes = Buffer.from(plain.join(delimiter));
    this.read(bytes, 0, bytes.length);
  }

  /** Finds the bounds of the fields, excluding blanks around them; returns their number, −1 with a quote. */
  #findFields(bytes: Uint8Array, start: number, end: number): number {
    const { bounds } = this.#fields;
    const delimiter = this.#delimiter;
    let columns = 0;
    let fieldStart = start;
    for (let at = start; at <= end; at++) {
      const byte = at === end ? delimiter : bytes[at];
      if (byte === QUOTE) return -1;
      if (byte !== delimiter) continue;
      let fieldEnd = at;
      while (fieldStart < fieldEnd && bytes[fieldStart] === SPACE) fieldStart++;
      while (fieldEnd > fieldStart && bytes[fieldEnd - 1] === SPACE) fieldEnd--;
      // Beyond the expected columns the typed array ignores writes; the count shows it.
      bounds[2 * columns] = fieldStart;
      bounds[2 * columns + 1] = fieldEnd;
      columns++;
      fieldStart = at + 1;
    }
    return columns;
  }

  #fillTimes(bytes: Uint8Array): void {
    const { layout } = this.#head;
    const { values } = this.#fields;
    const timeMs = this.#timeAt(bytes, layout.time, layout.clock);
    if (Number.isNaN(timeMs)) {
      throw this.#fault(`expected a time, got ${quoted(this.#textAt(bytes, layout.time))}`);
    }
    values[layout.time] = timeMs;
    if (layout.clock >= 0) values[layout.clock] = 0;
    if (layout.closeTime >= 0) values[layout.closeTime] = this.#timeAt(bytes, layout.closeTime, -1);
  }

  /** @param clock  column of the time of day; −1 = the time column has it. */
  #timeAt(bytes: Uint8Array, column: number, clock: number): number {
    const { times } = this.#head;
    if (clock < 0) {
      const { bounds } = this.#fields;
      const number = parseNumber(bytes, bounds[2 * column], bounds[2 * column + 1]);
      if (!Number.isNaN(number) && !times.isText) return times.fromNumber(number);
      return times.fromText(this.#textAt(bytes, column));
    }
    return times.fromText(`${this.#textAt(bytes, column)} ${this.#textAt(bytes, clock)}`);
  }

  #fillNumber(bytes: Uint8Array, column: number, name: string): void {
    const { values, bounds } = this.#fields;
    const value = parseNumber(bytes, bounds[2 * column], bounds[2 * column + 1], this.#point);
    values[column] = value;
    if (!Number.isNaN(value)) return;
    const text = this.#textAt(bytes, column);
    if (!isNoValue(text)) throw this.#fault(`expected a number as ${name}, got ${quoted(text)}`);
  }

  #isFalse(bytes: Uint8Array, column: number): boolean {
    return bytes[this.#fields.bounds[2 * column]] === ZERO || /^f(alse)?$/i.test(this.#textAt(bytes, column));
  }

  #textAt(bytes: Uint8Array, column: number): string {
    return textOf(bytes, this.#fields.bounds[2 * column], this.#fields.bounds[2 * column + 1]);
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
