import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';

/**
 * The config file that counts where Squall happens to run: it was not asked for, and another person may have written
 * it.
 */
export const FOLDER_CONFIG = 'squall.json';

/** Settings that name what is written: a folder may say so of what lies in it. */
const KEPT_INSIDE: readonly string[] = ['record', 'newSince', 'storeDir'];

/** Settings that shape a scan, or say what is read for it: the worst that they can do is an unwanted scan. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...[
    'profile',
    'simulate',
    'candles',
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
  ...[
    'quote',
    'bars',
    'limit',
    'all',
    'set',
    'format',
    'columns',
    'sort',
    'legend',
    'compact',
    'exitCodeIfEmpty',
  ],
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

/** Whether such a file may give it, whatever its value is. */
export function isTakenFromFolder(name: string): boolean {
  return HARMLESS.has(name);
}

/**
 * What may stand in the config file of a folder. A scan run in another person's folder must find no file
 * changed outside of it, no port open, and no ban forgotten. A setting that is in no list above is one of those.
 * @throws {SquallError} CONFIG (78), with what to do about it.
 */
export function checkFolderSetting(name: string, value: unknown): void {
  if (HARMLESS.has(name)) return;
  const label = `${FOLDER_CONFIG}: ${name}`;
  const orElse = `--config ${FOLDER_CONFIG} takes it, as you ask for it then`;
  if (!KEPT_INSIDE.includes(name)) {
    throw new SquallError(
      'CONFIG',
      `${label}: not taken from a file that is there without being asked for; ${orElse}`,
    );
  }
  if (isInside(String(value))) return;
  throw new SquallError(
    'CONFIG',
    `${label}: expected a path in this folder, got ${shownValue(value)}; ${orElse}`,
  );
}

/** Also when links have been followed, as far as there is anything. */
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
    // A link that leads nowhere yet: who writes to it makes what it names.
    return sep;
  }
}
