import type { TimeReader } from '../times/time-reader.js';
import { TimeScanner } from '../times/scan-time.js';
import type { CsvHead } from './csv-head.js';
import { scanNumber } from './parse-number.js';
import type { RowFields } from './row-fields.js';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const POINT = 0x2e;
const HASH = 0x23;

/** Type of a column. */
type FieldKind = 'number' | 'numericTime' | 'time' | 'day' | 'clock' | 'text' | 'unused';
const KINDS: readonly FieldKind[] = ['number', 'numericTime', 'time', 'day', 'clock', 'text', 'unused'];
const [NUMBER, NUMERIC_TIME, , DAY, CLOCK, TEXT] = KINDS.keys();

/** Other delimiters could be part of a number or of a time. */
const PLAIN_DELIMITERS = [',', ';', '\t', '|'];

/**
 * Reads typical rows in one pass over their bytes: every field converted directly, nothing quoted, no
 * surrounding blanks, no missing value. Rows written differently are left to the general reader.
 */
export class PlainRows {
  readonly #fields: RowFields;
  readonly #kinds: Uint8Array;
  readonly #delimiter: number;
  readonly #point: number;
  readonly #times: TimeReader;
  readonly #scanner = new TimeScanner();

  private constructor(head: CsvHead, fields: RowFields) {
    this.#fields = fields;
    this.#times = head.times;
    this.#delimiter = head.delimiter.charCodeAt(0);
    this.#point = head.point.charCodeAt(0);
    this.#kinds = Uint8Array.from({ length: head.layout.columns }, (_, column) =>
      KINDS.indexOf(kindOf(column, head)),
    );
  }

  /** @returns null if every row needs the general reader. */
  static of(head: CsvHead, fields: RowFields): PlainRows | null {
    return PLAIN_DELIMITERS.includes(head.delimiter) && head.delimiter !== head.point
      ? new PlainRows(head, fields)
      : null;
  }

  /**
   * Reads the row at `start`.
   * @param limit  index of a line end after `start`.
   * @returns index of the row's line end; −1 if the row is not of this kind.
   */
  read(bytes: Uint8Array, start: number, limit: number): number {
    if (bytes[start] === HASH) return -1;
    const last = this.#kinds.length - 1;
    this.#fields.isLocalTime = false;
    let at = start;
    for (let column = 0; column < last; column++) {
      at = this.#readField(bytes, at, limit, column);
      if (at < 0 || bytes[at] !== this.#delimiter) return -1;
      at++;
    }
    at = this.#readField(bytes, at, limit, last);
    if (at < 0) return -1;
    // Some archives have a delimiter after the last value; Windows files a carriage return.
    if (bytes[at] === this.#delimiter) at++;
    if (bytes[at] === RETURN) at++;
    return bytes[at] === NEWLINE ? at : -1;
  }

  #readField(bytes: Uint8Array, start: number, limit: number, column: number): number {
    const kind = this.#kinds[column];
    if (kind === NUMBER) return scanNumber(bytes, start, limit, this.#point, this.#fields.values, column);
    if (kind === NUMERIC_TIME) return this.#readNumericTime(bytes, start, limit, column);
    if (kind < TEXT) return this.#readTime(bytes, start, column, kind);
    return this.#readText(bytes, start, column, kind === TEXT);
  }

  #readNumericTime(bytes: Uint8Array, start: number, limit: number, column: number): number {
    const { values } = this.#fields;
    const end = scanNumber(bytes, start, limit, POINT, values, column);
    values[column] = this.#times.fromNumber(values[column]);
    return end;
  }

  #readTime(bytes: Uint8Array, start: number, column: number, kind: number): number {
    const scanner = this.#scanner;
    let end: number;
    if (kind === CLOCK) end = scanner.scanClock(bytes, start);
    else end = kind === DAY ? scanner.scanDay(bytes, start) : scanner.scan(bytes, start);
    this.#fields.values[column] = scanner.timeMs;
    if (!scanner.hasZone) this.#fields.isLocalTime = true;
    return end;
  }

  #readText(bytes: Uint8Array, start: number, column: number, isUsed: boolean): number {
    let at = start;
    for (; bytes[at] !== this.#delimiter && bytes[at] !== NEWLINE && bytes[at] !== RETURN; at++) {
      if (bytes[at] === QUOTE) return -1;
    }
    if (isUsed && (at === start || bytes[start] === SPACE || bytes[at - 1] === SPACE)) return -1;
    this.#fields.bounds[2 * column] = start;
    this.#fields.bounds[2 * column + 1] = at;
    return at;
  }
}

function kindOf(column: number, { layout, times }: CsvHead): FieldKind {
  if (column === layout.symbol || column === layout.confirm) return 'text';
  if (column === layout.clock) return 'clock';
  if (column === layout.time && layout.clock >= 0) return 'day';
  if (column === layout.time || column === layout.closeTime) return times.isText ? 'time' : 'numericTime';
  const { open, high, low, close, volume } = layout;
  return [open, high, low, close, volume].includes(column) ? 'number' : 'unused';
}
