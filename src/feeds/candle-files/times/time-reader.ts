import { isPlausibleTimeMs } from '../../../market/timeframe.js';
import type { DateOrder } from './parse-time.js';
import { hasZone, isTwoSided, parseTime, provenOrder } from './parse-time.js';

/** 1973 … 2286, in any unit. */
const inRange = (timeMs: number): boolean => timeMs >= 1e11 && timeMs < 1e13;

/** Units per second, and the unit's name. */
const UNITS = [
  { perSecond: 1, name: 'seconds' },
  { perSecond: 1e3, name: 'milliseconds' },
  { perSecond: 1e6, name: 'microseconds' },
  { perSecond: 1e9, name: 'nanoseconds' },
] as const;

/** `202406121305` and `20240612130500` are dates, though the first could be milliseconds of 1976. */
const DATE_OF_DIGITS =
  /^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(([01]\d|2[0-3])[0-5]\d([0-5]\d)?)?$/;

/** The unit of a number that is a time; null if it is not one. */
function unitPerSecond(time: number): number | null {
  return UNITS.find(({ perSecond }) => inRange((time / perSecond) * 1000))?.perSecond ?? null;
}

/** Whether a text can be the time of a candle: a date, or a number of seconds … nanoseconds since 1970. */
export function isTimeText(text: string): boolean {
  if (/^\d+(\.\d*)?$/.test(text)) return DATE_OF_DIGITS.test(text) || unitPerSecond(Number(text)) !== null;
  return isTwoSided(text) || !Number.isNaN(parseTime(text));
}

/**
 * Reads the times of one file. The first row decides their unit for all, except for numbers that can only be
 * of another unit: Binance's archives, joined, change from milliseconds to microseconds in 2025.
 */
export class TimeReader {
  /** null if the file has texts, not numbers. */
  readonly #perSecond: number | null;
  readonly #order: DateOrder | null;
  /** Whether a text without a zone has appeared: then times may be local. */
  hasLocalTimes = false;

  private constructor(perSecond: number | null, order: DateOrder | null) {
    this.#perSecond = perSecond;
    this.#order = order;
  }

  /**
   * @param texts  times of the first rows, at least one.
   * @returns a sentence about the problem if they are not times, or ambiguous.
   */
  static of(texts: readonly string[]): TimeReader | string {
    const [first] = texts;
    if (/^[+-]?\d+(\.\d*)?(e\+?\d+)?$/i.test(first) && !DATE_OF_DIGITS.test(first)) {
      return new TimeReader(unitPerSecond(Number(first)) ?? 1e3, null);
    }
    const orders = new Set(texts.map(provenOrder).filter((order) => order !== null));
    const twoSided = texts.find(isTwoSided);
    if (twoSided !== undefined && orders.size === 0) {
      return `the date "${twoSided}" can be read day first and month first; write it as 2024-12-31`;
    }
    if (orders.size > 1)
      return `some dates are day first, others month first, such as "${twoSided ?? first}"`;
    return new TimeReader(null, [...orders].at(0) ?? null);
  }

  /** Whether the file has dates, not numbers. */
  get isText(): boolean {
    return this.#perSecond === null;
  }

  /** UTC ms of a number in the file's unit. In a file of dates, a number is a date of digits. */
  fromNumber(time: number): number {
    if (this.#perSecond === null) return this.fromText(String(time));
    if (this.#perSecond === 1e3 && inRange(time)) return time;
    const isOfUnit = inRange((time / this.#perSecond) * 1000);
    const perSecond = isOfUnit ? this.#perSecond : (unitPerSecond(time) ?? this.#perSecond);
    if (perSecond === 1e3) return time;
    // Seconds may have a fraction; today's nanoseconds in a double are accurate to 256 ns.
    const timeMs = Math.round((time / perSecond) * 1e6) / 1e3;
    const rounded = perSecond === 1 ? Math.round(timeMs) : Math.floor(timeMs + 0.0005);
    return isPlausibleTimeMs(rounded) ? rounded : timeMs;
  }

  /** UTC ms of a text; NaN if it is not a time. */
  fromText(text: string): number {
    if (!this.hasLocalTimes && !hasZone(text)) this.hasLocalTimes = true;
    return parseTime(text, this.#order);
  }
}
