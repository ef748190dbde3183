import { SquallError } from '../../util/squall-error.js';
import { type Snapshot, SNAPSHOT_KIND } from './snapshot.js';

/** Parses a snapshot from a file or another process. @throws {SquallError} DATA_INVALID: it is not one. */
export function parseSnapshot(text: string, origin: string): Snapshot {
  const value = parseJson(text, origin);
  const wrong = faultOf(value);
  if (wrong !== null) throw invalid(`Expected a snapshot of squall monitor in ${origin}: ${wrong}.`);
  return value as Snapshot;
}

function parseJson(text: string, origin: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid(`Expected a snapshot of squall monitor in ${origin}, got text that is not JSON.`);
  }
}

const invalid = (message: string): SquallError => new SquallError('DATA_INVALID', message);

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null: it is valid. */
function faultOf(value: unknown): string | null {
  if (!isObject(value) || value.kind !== SNAPSHOT_KIND) return `its kind is not ${SNAPSHOT_KIND}`;
  if (value.schemaVersion !== 1) return 'its schemaVersion is not 1';
  if (typeof value.at !== 'string' || Number.isNaN(Date.parse(value.at))) return '`at` is not a time';
  const { process: owner } = value;
  if (!isObject(owner) || !Number.isInteger(owner.pid)) return '`process.pid` is not a whole number';
  if (!isNumberOrNull(owner.startTicks)) return '`process.startTicks` is neither a number nor null';
  const numbers = ['bytes', 'counts', 'caches', 'handles'].find((name) => !holdsNumbers(value[name], name));
  return numbers === undefined ? null : `\`${numbers}\` does not hold numbers only`;
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || (typeof value === 'number' && Number.isFinite(value));
}

function holdsNumbers(value: unknown, name: string): boolean {
  if (value === null) return name === 'handles';
  return isObject(value) && Object.values(value).every(isNumberOrNull);
}
