/** Shown where there is no value. */
export const MISSING = '–';

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

/** Digits after the point that a price needs so that nothing of it is lost, at most 12. */
export function decimalsOf(price: number): number {
  for (let digits = 0; digits < 12; digits++) {
    if (Number(price.toFixed(digits)) === price) return digits;
  }
  return 12;
}

/** A price in plain digits, never with an exponent, as exact as it was given. */
export function exactPrice(price: number | null): string {
  return price === null ? MISSING : price.toFixed(decimalsOf(price));
}

/** A computed price (a level, a band) with two digits more than three significant ones need. */
export function roundedPrice(price: number | null): string {
  if (price === null) return MISSING;
  const magnitude = Math.abs(price);
  let digits = 2;
  for (let size = 1000; magnitude < size && digits < 14; size /= 10) digits++;
  const text = price.toFixed(digits);
  return text.includes('.') ? text.replace(/(\.\d\d\d*?)0+$/, '$1') : text;
}
