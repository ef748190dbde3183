/** ln 2 in two parts, as in naturalLog. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Beyond these the result is ∞ or 0. */
const LARGEST = 709.782712893384;
const SMALLEST = -745.1332191019412;
/** Terms of the series for |r| ≤ ½ ln 2: the first one left out is below 2^-60. */
const TERMS = 16;

/**
 * e^x, the same bits in every engine: Math.exp may differ in the last place between them. Only + − × ÷, within 2 ulp.
 * x = k ln 2 + r with |r| ≤ ½ ln 2, and the Taylor series for e^r. e^NaN = NaN.
 */
export function exponential(x: number): number {
  if (x > LARGEST) return Infinity;
  if (x < SMALLEST) return 0;
  const k = Math.round(x / (LN2_HIGH + LN2_LOW));
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let series = 1;
  for (let n = TERMS; n >= 1; n--) series = 1 + (series * r) / n;
  return scaled(series, k);
}

/** value · 2^exponent, in two steps if one power of two would be out of range. */
function scaled(value: number, exponent: number): number {
  const first = Math.trunc(exponent / 2);
  return value * powerOfTwo(first) * powerOfTwo(exponent - first);
}

const bits = new DataView(new ArrayBuffer(8));

/** 2^exponent for −1022 ≤ exponent ≤ 1023. */
function powerOfTwo(exponent: number): number {
  bits.setUint32(0, (exponent + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}
