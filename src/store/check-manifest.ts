/**
 * A month of 1m candles is some 2 MB, its parts some 50 kB; anything that claims more would be read whole.
 */
const MAX_SEGMENT_BYTES = 64 * 2 ** 20;
const MARKET_TYPES: readonly unknown[] = ['spot', 'swap', 'future', 'unknown'];

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = Number.isFinite;
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isHash: Check = (value) => isText(value) && /^[0-9a-f]{64}$/.test(String(value));
const isFlag: Check = (value) => typeof value === 'boolean';
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const shapeOf =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(members).every(([name, check]) => check((value as Record<string, unknown>)[name]));

const SPAN = { fromMs: isNumber, toMs: isNumber };
const PART = { offset: isCount, bytes: isCount, rows: isCount, firstMs: isNumber, lastMs: isNumber };
const SEGMENT = {
  month: (value: unknown) => isText(value) && /^\d{4}-\d{2}$/.test(String(value)),
  file: isText,
  bytes: isCount,
  sha256: isHash,
  parts: listOf(shapeOf(PART)),
  origins: listOf(shapeOf({ ...SPAN, detail: isText, firstAtMs: isNumber, lastAtMs: isNumber })),
};
const MARKET = {
  symbol: isText,
  base: isText,
  quote: isText,
  settle: orNull(isText),
  type: (value: unknown) => MARKET_TYPES.includes(value),
  active: orNull(isFlag),
  listedAtMs: orNull(isNumber),
  tickSize: orNull(isNumber),
  leveragedToken: orNull(isFlag),
};

/** Checks of each member of a manifest; files that it names are its own, and are beside it. */
const MEMBERS: Readonly<Record<string, Check>> = {
  market: shapeOf(MARKET),
  goneSinceMs: orNull(isNumber),
  hasVolume: (value) => value === undefined || value === false,
  asked: listOf(shapeOf(SPAN)),
  holes: listOf(shapeOf({ ...SPAN, answers: isCount })),
  segments: listOf((value) => shapeOf(SEGMENT)(value) && isInItsPlace(value as NamedFile)),
};

/**
 * A hash shows that a manifest did not change by accident; its author may have written anything.
 * @throws {Error} a member that no manifest of ours has.
 */
export function checkManifest(manifest: Readonly<Record<string, unknown>>): void {
  const wrong = Object.keys(MEMBERS).find((name) => !MEMBERS[name](manifest[name]));
  if (wrong !== undefined) throw new Error(`its ${wrong} cannot be those of a manifest`);
}

interface NamedFile {
  readonly month: string;
  readonly file: string;
  readonly bytes: number;
  readonly parts: readonly { readonly offset: number; readonly bytes: number }[];
}

/** `2026-01.candles` or `2026-01.2.candles`, never a path; parts lie within the bytes that are read. */
function isInItsPlace({ month, file, bytes, parts }: NamedFile): boolean {
  const isOwnName = file.startsWith(`${month}.`) && /^[\d-]+(\.\d{1,9})?\.candles$/.test(file);
  const isInside = parts.every((part) => part.offset + part.bytes <= bytes);
  return isOwnName && isInside && bytes <= MAX_SEGMENT_BYTES;
}
