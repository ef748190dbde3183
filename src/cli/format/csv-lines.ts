export function csvLines(rows: readonly (readonly (string | number | boolean | null)[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\n`).join('');
}

/**
 * What a spreadsheet runs as a formula: = + - @, wide or small ones too, at the beginning of a text, or after what some
 * take for the end of a cell. The apostrophe before it makes it a text.
 */
const FORMULA =
  /(?<=^|[;\t\r\n])(?=[^\S;\t\r\n]*[=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20])/gu;

function csvField(value: string | number | boolean | null): string {
  if (value === null) return '';
  const text = String(value);
  const safe = typeof value === 'string' ? text.replace(FORMULA, "'") : text;
  // RFC 4180.
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
