const TAG = { null: 0, undefined: 1, false: 2, true: 3, number: 4, text: 5, list: 6, record: 7 } as const;

const bits = new Float64Array(1);
const halves = new Uint16Array(bits.buffer);

let units = new Uint16Array(4096);
let used = 0;

/**
 * Text that is equal for two values only if they are: every number in all of its 64 bits (so that 0 and −0 differ),
 * every text with its length before it, every member with its name. Nothing is rounded or abbreviated. Members in
 * another order give another key, which costs a miss and nothing else.
 * @throws {TypeError} something that is not plain data: a function, a symbol, a bigint.
 */
export function exactKey(...values: readonly unknown[]): string {
  used = 0;
  for (const value of values) write(value);
  let key = '';
  // As many arguments as every engine takes.
  for (let at = 0; at < used; at += 8192) {
    key += String.fromCharCode.apply(
      null,
      units.subarray(at, Math.min(used, at + 8192)) as unknown as number[],
    );
  }
  return key;
}

function write(value: unknown): void {
  if (typeof value === 'number') writeNumber(value);
  else if (typeof value === 'string') writeText(value);
  else if (value === null) reserveAndTag(TAG.null, 0);
  else if (value === undefined) reserveAndTag(TAG.undefined, 0);
  else if (typeof value === 'boolean') reserveAndTag(value ? TAG.true : TAG.false, 0);
  else if (Array.isArray(value)) writeList(value);
  else if (typeof value === 'object') writeRecord(value as Record<string, unknown>);
  else throw new TypeError(`Expected plain data in a cache key, got a ${typeof value}.`);
}

function writeNumber(value: number): void {
  reserveAndTag(TAG.number, 4);
  bits[0] = value;
  units[used++] = halves[0];
  units[used++] = halves[1];
  units[used++] = halves[2];
  units[used++] = halves[3];
}

function writeText(text: string): void {
  const { length } = text;
  reserveAndTag(TAG.text, 2 + length);
  writeCount(length);
  for (let at = 0; at < length; at++) units[used++] = text.charCodeAt(at);
}

function writeList(list: readonly unknown[]): void {
  reserveAndTag(TAG.list, 2);
  writeCount(list.length);
  for (const item of list) write(item);
}

function writeRecord(record: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(record);
  reserveAndTag(TAG.record, 2);
  writeCount(names.length);
  for (const name of names) {
    writeText(name);
    write(record[name]);
  }
}

function writeCount(count: number): void {
  units[used++] = count & 0xffff;
  units[used++] = count >>> 16;
}

/** Room for the tag and what follows it, and the tag. */
function reserveAndTag(tag: number, following: number): void {
  if (used + 1 + following > units.length) {
    const larger = new Uint16Array(2 * (used + 1 + following));
    larger.set(units);
    units = larger;
  }
  units[used++] = tag;
}
