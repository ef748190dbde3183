export function csvLines(rows: readonly (readonly (string | number | boolean | null)[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\n`).join('');
}

/**
 * Text that a spreadsheet runs as a formula: = + - @, also wide or small forms, at the beginning, or after a
 * character that some read as the end of a cell. A leading apostrophe makes it text.
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
