/** 10^0 … 10^22, all exact in a double. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/** 10^decimals, exact; decimals 0…22. */
export function powerOfTen(decimals: number): number {
  return POWERS_OF_TEN[decimals];
}

/** The n with 10^n ≤ value < 10^(n+1), for 1e-15 ≤ value < 1e15. */
export function decimalExponent(value: number): number {
  let exponent = 0;
  if (value >= 1) {
    while (exponent < 15 && value >= POWERS_OF_TEN[exponent + 1]) exponent++;
    return exponent;
  }
  while (exponent > -15 && value * POWERS_OF_TEN[-exponent] < 1) exponent--;
  return exponent;
}

/**
 * e^x from + − × ÷ alone, so that every JavaScript engine gives the same bits (Math.exp may differ in the last one).
 * Padé [2/2] at x/8, squared three times: positive and increasing for |x| ≤ 16, relative error below 1e-6 for |x| ≤ 1.
 */
export function exp(x: number): number {
  const y = x * 0.125;
  const even = 12 + y * y;
  const odd = 6 * y;
  const eighth = (even + odd) / (even - odd);
  const quarter = eighth * eighth;
  const half = quarter * quarter;
  return half * half;
}

/**
 * A number of roughly normal distribution (mean 0, deviation 1, |z| ≤ 3.46) from 32 random bits:
 * the sum of their four bytes.
 */
export function normalFromBits(bits: number): number {
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - 510) / 147.8;
}

/**
 * 256 factors with mean 1 and a heavy right tail, one for each value of a random byte.
 * @param spread  deviation of the logarithm, about; 0 gives 1 throughout.
 */
export function factorTable(spread: number): Float64Array {
  const table = Float64Array.from({ length: 256 }, (_, byte) => {
    const u = (byte + 0.5) / 256;
    // Quantile of Student's t with two degrees of freedom, its far tail bent back.
    const t = (2 * u - 1) / Math.sqrt(2 * u * (1 - u));
    return exp(spread * (t / (1 + Math.abs(t) / 3)));
  });
  let sum = 0;
  for (const factor of table) sum += factor;
  return table.map((factor) => (factor * 256) / sum);
}
