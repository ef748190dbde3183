/** From which amount on a suffix is used, and what it stands for; 1234 is easier to read than 1.234k. */
const SCALES = [
  { from: 1e12, unit: 1e12, suffix: 'T' },
  { from: 1e9, unit: 1e9, suffix: 'B' },
  { from: 1e6, unit: 1e6, suffix: 'M' },
  { from: 1e4, unit: 1e3, suffix: 'k' },
] as const;

/** Four significant digits are enough to read; more only where two different numbers would look the same. */
const USUAL_DIGITS = 4;
const ALL_DIGITS = 17;

/** A number for a sentence: `3.68M`, `0.0415`, `-12`; amounts from 10,000 on are shortened. */
export function formatNumber(value: number, digits = USUAL_DIGITS): string {
  for (const { from, unit, suffix } of SCALES) {
    if (Math.abs(value) >= from) return `${Number((value / unit).toPrecision(digits))}${suffix}`;
  }
  return String(Number(value.toPrecision(digits)));
}

/** Two numbers that are compared, with as many digits as it takes to tell them apart when they differ. */
export function formatPair(a: number, b: number): [string, string] {
  let digits = USUAL_DIGITS;
  let texts: [string, string];
  do {
    texts = [formatNumber(a, digits), formatNumber(b, digits)];
    digits++;
  } while (texts[0] === texts[1] && a !== b && digits <= ALL_DIGITS);
  return texts;
}
