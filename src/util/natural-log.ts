/** ln 2 in two parts: the high part times any exponent is exact in float64. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const MANTISSA_BITS = 52;
const EXPONENT_BIAS = 1023;
/** Lifts subnormal numbers, whose leading bit is elsewhere, into the normal range. */
const SUBNORMAL_SHIFT = 54;
const SMALLEST_NORMAL = 2 ** -1022;

/** Terms of the series: z < 0.03, so that the first one left out is below 2^-60 of the result. */
const LAST_ODD = 23;

const bits = new DataView(new ArrayBuffer(8));

/**
 * Natural logarithm, the same bits in every engine: Math.log may differ in the last place between them, and a
 * score must not. Only additions, multiplications and divisions, which IEEE 754 rounds exactly; within 2 ulp.
 * ln 0 = −∞; a negative number or NaN gives NaN; ln ∞ = ∞.
 *
 * x = 2^k · (1 + f) with 1 + f between √½ and √2; with s = f / (2 + f) and z = s²
 * ln(1 + f) = 2s + s·R = f − s·(f − R), R = 2·(z/3 + z²/5 + z³/7 + …). The second form keeps f exact
 * (the arrangement of fdlibm's e_log).
 */
export function naturalLog(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;

  let exponent = 0;
  let normal = x;
  if (x < SMALLEST_NORMAL) {
    normal = x * 2 ** SUBNORMAL_SHIFT;
    exponent = -SUBNORMAL_SHIFT;
  }
  bits.setFloat64(0, normal);
  const high = bits.getUint32(0);
  exponent += (high >>> (MANTISSA_BITS - 32)) - EXPONENT_BIAS;
  bits.setUint32(0, (high & 0x000fffff) | (EXPONENT_BIAS << (MANTISSA_BITS - 32)));
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }

  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  let series = 0;
  for (let odd = LAST_ODD; odd >= 3; odd -= 2) series = z * (2 / odd + series);
  return exponent * LN2_HIGH - (s * (f - series) - exponent * LN2_LOW - f);
}
