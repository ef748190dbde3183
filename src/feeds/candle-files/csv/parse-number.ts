/** 10^0 … 10^22: the powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Below this a mantissa can take one more digit and still be an exact integer of at most 15 digits. */
const MANTISSA_LIMIT = 1e14;

const ZERO = 0x30;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const LETTER_E = 0x65;

/**
 * The decimal number in bytes[start, end), correctly rounded, that is: equal to Number() of the same text. NaN where
 * the bytes are not `[+-]digits[.digits][e[+-]digits]`; unlike Number() it takes no hex, no blanks, no empty text.
 * @param point  the byte before the decimals, `.` or `,`.
 *
 * With at most 15 digits and a power of ten up to 22 both are exact doubles, so that one division or product rounds
 * once and rightly; whatever is longer goes to Number().
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number, point = POINT): number {
  let at = start;
  const isNegative = bytes[at] === MINUS;
  if (isNegative || bytes[at] === PLUS) at++;
  let mantissa = 0;
  let digits = 0;
  let decimals = 0;
  let isPastPoint = false;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (mantissa >= MANTISSA_LIMIT) return parseSlowly(bytes, start, end, point);
      mantissa = mantissa * 10 + digit;
      digits++;
      if (isPastPoint) decimals++;
    } else if (bytes[at] === point && !isPastPoint) {
      isPastPoint = true;
    } else break;
  }
  if (digits === 0) return NaN;
  let exponent = -decimals;
  if (at < end) {
    if ((bytes[at] | 0x20) !== LETTER_E) return NaN;
    exponent += parseExponent(bytes, at + 1, end);
  }
  if (!(exponent >= -22 && exponent <= 22)) {
    return Number.isNaN(exponent) ? NaN : parseSlowly(bytes, start, end, point);
  }
  const size = exponent < 0 ? mantissa / POWERS_OF_TEN[-exponent] : mantissa * POWERS_OF_TEN[exponent];
  return isNegative ? -size : size;
}

/** The integer after an `e`; NaN where there is none. */
function parseExponent(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const isNegative = bytes[at] === MINUS;
  if (isNegative || bytes[at] === PLUS) at++;
  if (at >= end) return NaN;
  let exponent = 0;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    exponent = exponent * 10 + digit;
  }
  return isNegative ? -exponent : exponent;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function parseSlowly(bytes: Uint8Array, start: number, end: number, point: number): number {
  let text = '';
  for (let at = start; at < end; at++) {
    text += bytes[at] === point ? '.' : String.fromCharCode(bytes[at]);
  }
  return DECIMAL.test(text) ? Number(text) : NaN;
}

/** What files write where there is no value. */
const NO_VALUE = /^([+-]?(nan|inf|infinity)|null|none|undefined|n\/a)?$/i;

/** Whether a text that is not a number stands for a value that is not there: empty, NaN, null, inf. */
export function isNoValue(text: string): boolean {
  return NO_VALUE.test(text);
}
