const DELIMITERS = [';', '\t', '|'];

/** Fewer columns than this cannot be a candle. */
const LEAST_COLUMNS = 5;

/** Delimiters between the fields of a line. A decimal comma may be as frequent as a semicolon. */
export function delimiterOf(line: string): string {
  const found = DELIMITERS.find((delimiter) => line.split(delimiter).length >= LEAST_COLUMNS);
  if (found !== undefined) return found;
  const counts = [',', ...DELIMITERS].map((delimiter) => line.split(delimiter).length);
  return [',', ...DELIMITERS][counts.indexOf(Math.max(...counts))];
}

/** Fields of a line; a field in double quotes may contain the delimiter, and `""` for a quote. */
export function splitLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((field) => field.trim());
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '"') {
      if (isQuoted && line[at + 1] === '"') field += line[++at];
      else isQuoted = !isQuoted;
    } else if (character === delimiter && !isQuoted) {
      fields.push(field.trim());
      field = '';
    } else field += character;
  }
  return [...fields, field.trim()];
}
