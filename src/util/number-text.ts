/** Shown for a missing value. */
export const MISSING = '–';

/** `1 market`, `0 markets`, `400 markets` */
export function counted(count: number, singular: string): string {
  return `${count} ${singular}${count === 1 ? '' : 's'}`;
}

/** 1234567 → `1.23M`; three significant digits. */
export function compactMoney(value: number | null): string {
  if (value === null) return MISSING;
  const magnitude = Math.abs(value);
  const units: readonly [number, string][] = [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ];
  for (const [size, unit] of units) {
    if (magnitude >= size * 0.9995) return `${threeDigits(value / size)}${unit}`;
  }
  return threeDigits(value);
}

function threeDigits(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude > 0 && magnitude < 0.0995) return plain(value, decimalsFor(value, 3, 2));
  return value.toFixed(magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : 2);
}

export function fixed(value: number | null, digits: number): string {
  return value === null ? MISSING : withoutNegativeZero(value.toFixed(digits));
}

/** With its sign: `+1.20`, `−0.35`. */
export function signed(value: number | null, digits: number): string {
  if (value === null) return MISSING;
  const text = withoutNegativeZero(value.toFixed(digits));
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

function withoutNegativeZero(text: string): string {
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** Maximum digits after the point: toFixed supports no more. */
const MAX_DECIMALS = 100;

/** Significant digits of an input price; float64 has three more. */
const GIVEN_DIGITS = 12;

/** Power of ten of the first digit: −12 of 2.5e-12, 0 of 0. */
function exponentOf(value: number): number {
  return Number(value.toExponential().split('e').at(1) ?? 0);
}

/** Digits after the point needed for `significant` digits of a value; at least `least`. */
function decimalsFor(value: number, significant: number, least: number): number {
  return Math.min(MAX_DECIMALS, Math.max(least, significant - 1 - exponentOf(value)));
}

/** Plain digits, never an exponent. */
function plain(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) < 1e21 ? value.toFixed(decimals) : BigInt(value).toString();
}

/** Digits after the point that a price needs to be exact: at most 12, or 12 significant ones. */
export function decimalsOf(price: number): number {
  const most = decimalsFor(price, GIVEN_DIGITS, GIVEN_DIGITS);
  for (let digits = 0; digits < most; digits++) {
    if (Number(price.toFixed(digits)) === price) return digits;
  }
  return most;
}

/** A price in plain digits, never with an exponent, as exact as given. */
export function exactPrice(price: number | null): string {
  return price === null ? MISSING : plain(price, decimalsOf(price));
}

/**
 * A computed price (a level, a band) with six significant digits at any size, and at least two after the
 * point.
 */
export function roundedPrice(price: number | null): string {
  if (price === null) return MISSING;
  const text = plain(price, decimalsFor(price, 6, 2));
  return text.includes('.') ? text.replace(/(\.\d\d\d*?)0+$/, '$1') : text;
}
