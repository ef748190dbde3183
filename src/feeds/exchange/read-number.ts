const ZERO = 0x30;
const NINE = 0x39;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const LETTER_E = 0x65;

/**
 * A value from outside as a number: a finite number, or a text of a decimal number and nothing else. NaN for everything
 * else: '', ' 7 ', '0x10', '1e999', null, true, {}.
 */
export function readNumber(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : NaN;
  if (typeof value !== 'string' || value.length === 0) return NaN;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code >= ZERO && code <= NINE) continue;
    if (code !== POINT && code !== MINUS && code !== PLUS && (code | 0x20) !== LETTER_E) return NaN;
  }
  // With these characters alone Number() takes decimal numbers only.
  const number = Number(value);
  return Number.isFinite(number) ? number : NaN;
}

/** The same, null in place of NaN. */
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
