/** Powers of ten that two doubles represent exactly: 5^45 has 105 bits. */
const MOST_EXPONENT = 45;

/** 10^0 … 10^45 as the nearest doubles; exact up to 10^22. */
export const POWERS_OF_TEN = Float64Array.from({ length: MOST_EXPONENT + 1 }, (_, exponent) =>
  Number(`1e${exponent}`),
);

/** Their exact differences from the powers of ten. */
const REMAINDERS = Float64Array.from(POWERS_OF_TEN, (power, exponent) =>
  Number(10n ** BigInt(exponent) - BigInt(power)),
);

/** 2^27 + 1: halves the bits of a double (Veltkamp). */
const SPLITTER = 134_217_729;
/** More than twice the possible error of the remainder below, relative to itself and the quotient. */
const OF_REMAINDER = 2 ** -48;
const OF_QUOTIENT = 2 ** -100;

/**
 * The double next to (high · 10^lowDigits + low) · 10^exponent; NaN if the exponent is not −45 … 0, or the
 * value lies so close to the middle of two doubles that this arithmetic cannot decide which is nearer.
 * @param high  exact integer, > 0.
 * @param low  exact integer of `lowDigits` digits, at most 15.
 * The numerator as the sum of two doubles is divided once; the remainder of that division, made of exact
 * products (Dekker 1971), corrects the quotient by less than its last place. It is accepted only if both ends
 * of the interval containing the correction round to the same double.
 */
export function nearestQuotient(high: number, low: number, lowDigits: number, exponent: number): number {
  if (!(exponent <= 0 && exponent >= -MOST_EXPONENT)) return NaN;
  const scaled = high * POWERS_OF_TEN[lowDigits];
  const numerator = scaled + low;
  const rest = productError(high, POWERS_OF_TEN[lowDigits], scaled) + (low - (numerator - scaled));
  const divisor = POWERS_OF_TEN[-exponent];
  const quotient = numerator / divisor;
  const product = quotient * divisor;
  const remainder =
    numerator -
    product -
    productError(quotient, divisor, product) +
    (rest - quotient * REMAINDERS[-exponent]);
  const correction = remainder / divisor;
  const slack = Math.abs(correction) * OF_REMAINDER + quotient * OF_QUOTIENT;
  const nearest = quotient + (correction - slack);
  return nearest === quotient + (correction + slack) ? nearest : NaN;
}

/** a · b − fl(a · b), exact unless it over- or underflows. */
function productError(a: number, b: number, product: number): number {
  const aHigh = SPLITTER * a - (SPLITTER * a - a);
  const bHigh = SPLITTER * b - (SPLITTER * b - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
