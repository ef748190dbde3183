import { nearestQuotient, POWERS_OF_TEN } from './long-decimal.js';

/** Below this a mantissa can take one more digit and remain an exact integer: 2^53 has 16 digits. */
const MANTISSA_LIMIT = 9e14;
/** Digits kept beyond those of the mantissa; longer numbers go to Number(). */
const MOST_LOW_DIGITS = 15;

const ZERO = 0x30;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const LETTER_E = 0x65;

const VALUE = new Float64Array(1);

/**
 * The decimal number in bytes[start, end), correctly rounded, so equal to Number() of the same text. NaN if
 * the bytes are not `[+-]digits[.digits][e[+-]digits]`; unlike Number() it accepts no hex, blanks or empty
 * text.
 * @param point  the byte before the decimals, `.` or `,`.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number, point = POINT): number {
  return scanNumber(bytes, start, end, point, VALUE, 0) === end ? VALUE[0] : NaN;
}

/**
 * Reads the number at `start`, like {@link parseNumber}, into values[index].
 * @param limit  the latest end of the number.
 * @returns the index after it; −1 if there is no number.
 * With at most 15 digits and a power of ten up to 22 both are exact doubles, so one division or product
 * rounds once and correctly. Longer ones are rounded by their remainder, and by Number() in doubtful cases.
 */
export function scanNumber(
  bytes: Uint8Array,
  start: number,
  limit: number,
  point: number,
  values: Float64Array,
  index: number,
): number {
  let at = start;
  const isNegative = bytes[at] === MINUS;
  if (isNegative || bytes[at] === PLUS) at++;
  const first = at;
  let mantissa = 0;
  let low = 0;
  let lowDigits = 0;
  let pointAt = -1;
  for (; at < limit; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (mantissa < MANTISSA_LIMIT) mantissa = mantissa * 10 + digit;
      else {
        low = low * 10 + digit;
        lowDigits++;
      }
    } else if (bytes[at] === point && pointAt < 0) {
      pointAt = at;
    } else break;
  }
  if (at - first === (pointAt < 0 ? 0 : 1)) return -1;
  let exponent = pointAt < 0 ? 0 : pointAt + 1 - at;
  if (at < limit && (bytes[at] | 0x20) === LETTER_E) {
    const end = endOfExponent(bytes, at + 1, limit);
    if (end < 0) return -1;
    exponent += exponentIn(bytes, at + 1, end);
    at = end;
  }
  let size = NaN;
  if (lowDigits > 0) {
    if (lowDigits <= MOST_LOW_DIGITS) size = nearestQuotient(mantissa, low, lowDigits, exponent);
  } else if (exponent <= 0 && exponent >= -22) size = mantissa / POWERS_OF_TEN[-exponent];
  else if (exponent > 0 && exponent <= 22) size = mantissa * POWERS_OF_TEN[exponent];
  if (size !== size) size = sizeByNumber(bytes, first, at, point);
  values[index] = isNegative ? -size : size;
  return at;
}

/** The index after the digits of an exponent; −1 if there are none. */
function endOfExponent(bytes: Uint8Array, start: number, limit: number): number {
  const first = bytes[start] === MINUS || bytes[start] === PLUS ? start + 1 : start;
  let at = first;
  while (at < limit && bytes[at] >= ZERO && bytes[at] <= ZERO + 9) at++;
  return at === first ? -1 : at;
}

function exponentIn(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS;
  let exponent = 0;
  for (let at = isNegative || bytes[start] === PLUS ? start + 1 : start; at < end; at++) {
    exponent = exponent * 10 + (bytes[at] - ZERO);
  }
  return isNegative ? -exponent : exponent;
}

/** @param start  after the sign. */
function sizeByNumber(bytes: Uint8Array, start: number, end: number, point: number): number {
  let text = '';
  for (let at = start; at < end; at++) {
    text += bytes[at] === point ? '.' : String.fromCharCode(bytes[at]);
  }
  return Number(text);
}

/** What files write for a missing value. */
const NO_VALUE = /^([+-]?(nan|inf|infinity)|null|none|undefined|n\/a)?$/i;

/** Whether a text that is not a number stands for a missing value: empty, NaN, null, inf. */
export function isNoValue(text: string): boolean {
  return NO_VALUE.test(text);
}
