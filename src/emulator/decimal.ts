/** The shortest decimal without an exponent that reads back as the same double, as exchanges write amounts. */
export function plainDecimal(value: number): string {
  const text = String(value);
  const at = text.indexOf('e');
  if (at < 0) return text;
  const sign = value < 0 ? '-' : '';
  const [whole, fraction = ''] = text.slice(sign.length, at).split('.');
  return sign + placePoint(whole + fraction, whole.length + Number(text.slice(at + 1)));
}

/** The same decimal with its point moved: 12.5 by −2 gives 0.125, digit for digit. */
export function shiftDecimal(decimal: string, places: number): string {
  const sign = decimal.startsWith('-') ? '-' : '';
  const [whole, fraction = ''] = decimal.slice(sign.length).split('.');
  const shifted = placePoint(whole + fraction, whole.length + places);
  return sign + shifted.replace(/^0+(?=\d)/, '');
}

/** A price or amount rounded to steps of 10^−decimals, with at least `minDecimals` decimals. */
export function steppedDecimal(value: number, decimals: number, minDecimals = 0): string {
  const text = value.toFixed(decimals);
  if (decimals >= minDecimals) return text;
  return (decimals === 0 ? `${text}.` : text) + ZEROS.slice(0, minDecimals - decimals);
}

const ZEROS = '0'.repeat(20);

/** 3 → 0.001 */
export function stepOf(decimals: number): string {
  return (1 / Number(`1e${decimals}`)).toFixed(decimals);
}

/** @param point  digits before the point; may lie outside the digits. */
function placePoint(digits: string, point: number): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
