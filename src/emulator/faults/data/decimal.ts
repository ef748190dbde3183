/**
 * The shortest decimal that parses to this number, without an exponent: `1e-9` → `0.000000001`, `1e21` → a 1
 * and 21 zeros. The format of exchanges. Finite numbers only.
 */
export function plainDecimal(value: number): string {
  const [mantissa, exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole, fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}
