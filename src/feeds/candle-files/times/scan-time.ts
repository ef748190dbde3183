import { HOUR_MS, MINUTE_MS } from '../../../market/timeframe.js';

const ZERO = 0x30;
const POINT = 0x2e;
const COLON = 0x3a;
const MINUS = 0x2d;
const PLUS = 0x2b;
const SLASH = 0x2f;
const SPACE = 0x20;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/** Characters of a clock without seconds. */
const SHORT_CLOCK = 5;

/**
 * Reads times from bytes like `parseTime` from text, but only in the most common form: the year first, two
 * digits per part: `2024-06-12`, `2024-06-12 13:05:00+02:00`, `2024.06.12T13:05:00.000Z`, `20240612 130500`.
 * Other forms, and nonexistent dates, are left to `parseTime`, which is ten times slower.
 */
export class TimeScanner {
  /** UTC ms of the last time read. */
  timeMs = NaN;
  /** Whether it had a UTC offset. */
  hasZone = false;
  /** Year, month, day as one number: most rows are of the same day as the row before. */
  #day = NaN;
  #dayMs = NaN;
  #isCompact = false;

  /**
   * Reads a day, or a day with a time.
   * @returns the index after it; −1 if it is left to `parseTime`.
   */
  scan(bytes: Uint8Array, start: number): number {
    const end = this.scanDay(bytes, start);
    if (end < 0) return -1;
    const next = bytes[end];
    const isApart = next === SPACE || next === LETTER_T;
    if (!isApart && !(this.#isCompact && isDigit(next))) return end;
    const dayMs = this.timeMs;
    const clockStart = isApart ? end + 1 : end;
    const clockEnd = this.scanClock(bytes, clockStart);
    this.timeMs += dayMs;
    return clockEnd < 0 ? -1 : this.#scanZone(bytes, clockEnd, clockEnd - clockStart > SHORT_CLOCK);
  }

  /** Reads a day without a time. */
  scanDay(bytes: Uint8Array, start: number): number {
    const separator = bytes[start + 4];
    this.#isCompact = isDigit(separator);
    if (!this.#isCompact && separator !== MINUS && separator !== POINT && separator !== SLASH) return -1;
    const gap = this.#isCompact ? 0 : 1;
    const dayAt = start + 6 + 2 * gap;
    if (gap === 1 && bytes[dayAt - 1] !== separator) return -1;
    const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
    const day = (year * 100 + twoDigits(bytes, start + 4 + gap)) * 100 + twoDigits(bytes, dayAt);
    if (day !== this.#day && !this.#takeDay(day)) return -1;
    this.timeMs = this.#dayMs;
    this.hasZone = false;
    return dayAt + 2;
  }

  /** Reads the time of day, in ms since midnight: hours, minutes, seconds if there are any. */
  scanClock(bytes: Uint8Array, start: number): number {
    const minuteAt = start + (bytes[start + 2] === COLON ? 3 : 2);
    const hour = twoDigits(bytes, start);
    const minute = twoDigits(bytes, minuteAt);
    let end = minuteAt + 2;
    let second = 0;
    if (bytes[end] === COLON || isDigit(bytes[end])) {
      if (bytes[end] === COLON) end++;
      second = twoDigits(bytes, end);
      end += 2;
    }
    this.hasZone = false;
    if (!(hour < 24 && minute < 60 && second < 60)) return -1;
    this.timeMs = hour * HOUR_MS + minute * MINUTE_MS + second * 1000;
    return end;
  }

  /** Reads a UTC offset, and before it a fraction that is 0. */
  #scanZone(bytes: Uint8Array, clockEnd: number, hasSeconds: boolean): number {
    let end = clockEnd;
    if (bytes[end] === POINT && hasSeconds && !this.#isCompact) {
      end++;
      while (bytes[end] === ZERO) end++;
      if (end === clockEnd + 1 || end > clockEnd + 10) return -1;
    }
    const sign = bytes[end];
    if (sign === LETTER_Z) {
      this.hasZone = true;
      return end + 1;
    }
    if (sign !== PLUS && sign !== MINUS) return end;
    // See `hasZone`: after digits without a colon it might be anything.
    if (this.#isCompact || bytes[clockEnd - 3] !== COLON) return -1;
    const minuteAt = end + (bytes[end + 3] === COLON ? 4 : 3);
    const minutes = twoDigits(bytes, end + 1) * 60 + twoDigits(bytes, minuteAt);
    if (Number.isNaN(minutes)) return -1;
    this.timeMs -= (sign === MINUS ? -1 : 1) * minutes * MINUTE_MS;
    this.hasZone = true;
    return minuteAt + 2;
  }

  #takeDay(day: number): boolean {
    const [year, month, date] = [Math.floor(day / 10_000), Math.floor(day / 100) % 100, day % 100];
    if (!(year >= 1970 && year < 2100 && month >= 1 && month <= 12)) return false;
    const dayMs = Date.UTC(year, month - 1, date);
    // Date.UTC takes February 31 for March 2.
    if (new Date(dayMs).getUTCDate() !== date) return false;
    this.#day = day;
    this.#dayMs = dayMs;
    return true;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

/** NaN if they are not digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const [tens, ones] = [bytes[at] - ZERO, bytes[at + 1] - ZERO];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}
