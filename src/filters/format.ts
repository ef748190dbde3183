/** Suffixes, and the amounts from which they are used; 1234 is easier to read than 1.234k. */
const SCALES = [
  { from: 1e12, unit: 1e12, suffix: 'T' },
  { from: 1e9, unit: 1e9, suffix: 'B' },
  { from: 1e6, unit: 1e6, suffix: 'M' },
  { from: 1e4, unit: 1e3, suffix: 'k' },
] as const;

/** Four significant digits are enough to read; more only if two different numbers would look the same. */
const USUAL_DIGITS = 4;
const ALL_DIGITS = 17;

/** A number for a sentence: `3.68M`, `0.0415`, `-12`; amounts from 10,000 on are shortened. */
export function formatNumber(value: number, digits = USUAL_DIGITS): string {
  for (const { from, unit, suffix } of SCALES) {
    if (Math.abs(value) >= from) return `${rounded(value / unit, digits)}${suffix}`;
  }
  return String(rounded(value, digits));
}

/** 10^0 … 10^22: all are exact in float64. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The number with this many significant digits, like toPrecision but ten times as fast: a scan formats some
 * ten thousand. Scaling by a power of ten leaves an integer to round to; if that is so close to a half that
 * the scaling error could decide, toPrecision is used.
 */
function rounded(value: number, digits: number): number {
  const size = Math.abs(value);
  let exponent = 0;
  while (size * POWERS_OF_TEN[exponent] < POWERS_OF_TEN[digits - 1] && exponent < 22) exponent++;
  const scaled = size * POWERS_OF_TEN[exponent];
  const whole = Math.floor(scaled + 0.5);
  const isSure = Math.abs(scaled - Math.floor(scaled) - 0.5) > 1e-6;
  if (digits > 9 || !isSure || !(scaled >= POWERS_OF_TEN[digits - 1]) || whole >= POWERS_OF_TEN[digits]) {
    return Number(value.toPrecision(digits));
  }
  return (Math.sign(value) * whole) / POWERS_OF_TEN[exponent];
}

/** Two numbers that are compared, with enough digits to tell them apart if they differ. */
export function formatPair(a: number, b: number): [string, string] {
  let digits = USUAL_DIGITS;
  let texts: [string, string];
  do {
    texts = [formatNumber(a, digits), formatNumber(b, digits)];
    digits++;
  } while (texts[0] === texts[1] && a !== b && digits <= ALL_DIGITS);
  return texts;
}
