import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';

/**
 * The config file of whatever folder Squall runs in: it was not named, and another person may have written it.
 */
export const FOLDER_CONFIG = 'squall.json';

/** Settings that name files to write: a folder's config may set them to paths inside that folder. */
const KEPT_INSIDE: readonly string[] = ['record', 'newSince', 'storeDir'];

/** Settings that shape a scan or name its input: the worst they can do is an unwanted scan. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...[
    'profile',
    'exchange',
    'type',
    'recording',
    'store',
    'preset',
    'timeframe',
    'asOf',
    'symbol',
    'symbols',
  ],
  ...['quote', 'bars', 'limit', 'all', 'set', 'columns', 'sort', 'legend', 'compact', 'exitCodeIfEmpty'],
  ...[
    'engine',
    'workers',
    'batches',
    'batchSize',
    'concurrency',
    'maxMemory',
    'verbose',
    'skipLevels',
    'cache',
  ],
  ...['cacheSize', 'onMissing', 'requireReference', 'minCoverage', 'deadline', 'every', 'grace', 'once'],
  ...['autoTune', 'logJson', 'seed', 'markets', 'color', 'quiet'],
]);

/**
 * What a folder's config file may contain. A scan run in another person's folder must not change a file
 * outside of it, open a port or forget a ban. Settings in none of the lists above are of that kind.
 * @throws {SquallError} CONFIG (78), with what to do about it.
 */
export function checkFolderSetting(name: string, value: unknown): void {
  if (HARMLESS.has(name)) return;
  const label = `${FOLDER_CONFIG}: ${name}`;
  const orElse = `use --config ${FOLDER_CONFIG} to apply it`;
  if (!KEPT_INSIDE.includes(name)) {
    throw new SquallError('CONFIG', `${label}: ignored in a config file that was not named; ${orElse}`);
  }
  if (isInside(String(value))) return;
  throw new SquallError(
    'CONFIG',
    `${label}: expected a path in this folder, got ${shownValue(value)}; ${orElse}`,
  );
}

/** Symbolic links are followed, as far as the path exists. */
function isInside(path: string): boolean {
  const here = realpathSync('.');
  const [way] = relative(here, ending(resolve(here, path))).split(sep);
  return way !== '..' && way !== '';
}

function ending(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined)
    return join(ending(dirname(path)), basename(path));
  try {
    return realpathSync(path);
  } catch {
    // A dangling link: writing to it would create its target.
    return sep;
  }
}
