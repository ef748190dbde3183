const ZERO = 0x30;
const NINE = 0x39;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const LETTER_B = 0x62;
const LETTER_O = 0x6f;
const LETTER_X = 0x78;

/**
 * A value from outside as a number: a finite number, or a text of just a decimal number. NaN for everything
 * else: '', ' 7 ', '0x10', '1e999', null, true, {}.
 */
export function readNumber(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : NaN;
  if (typeof value !== 'string' || !isDecimalAtItsEnds(value)) return NaN;
  const number = Number(value);
  return Number.isFinite(number) ? number : NaN;
}

/**
 * What Number() accepts besides decimal numbers shows at the ends: white space, '', 0x10, 0b1, 0o7, Infinity.
 */
function isDecimalAtItsEnds(text: string): boolean {
  if (text.length === 0) return false;
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  if (!isDigit(first) && first !== POINT && first !== MINUS && first !== PLUS) return false;
  if (!isDigit(last) && last !== POINT) return false;
  const second = text.length > 1 ? text.charCodeAt(1) | 0x20 : 0;
  return second !== LETTER_X && second !== LETTER_B && second !== LETTER_O;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** The same, with null in place of NaN. */
export function readNumberOrNull(value: unknown): number | null {
  const number = readNumber(value);
  return Number.isNaN(number) ? null : number;
}

/** A number > 0; null for everything else. */
export function readPositive(value: unknown): number | null {
  const number = readNumber(value);
  return number > 0 ? number : null;
}

/** A text of at least one character; null for everything else. */
export function readText(value: unknown): string | null {
  return typeof value === 'string' && value.length > 0 ? value : null;
}
