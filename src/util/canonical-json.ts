/**
 * JSON with the keys of every object sorted by UTF-16 code units and no white space: equal values give equal
 * text, whatever order their keys were written in, so that their hashes can be compared. Keys whose value is
 * undefined are left out, as JSON.stringify does.
 * @param writeNumber  @default as JSON does: −0 is 0, and numbers that JSON lacks are rejected
 * @throws {TypeError} a number that JSON cannot hold (NaN, ±Infinity), or a value that is not JSON at all.
 */
export function canonicalJson(value: unknown, writeNumber = jsonNumber): string {
  if (typeof value === 'number') return writeNumber(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, writeNumber)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`Expected a JSON value, got ${typeof value}.`);
  const record = value as Readonly<Record<string, unknown>>;
  let members = '';
  for (const key of Object.keys(record).sort()) {
    if (record[key] === undefined) continue;
    if (members !== '') members += ',';
    members += `${JSON.stringify(key)}:${canonicalJson(record[key], writeNumber)}`;
  }
  return `{${members}}`;
}

function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`Expected a finite number, got ${value}.`);
  return JSON.stringify(value);
}
