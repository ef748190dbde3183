import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { displaySymbol } from '../../../market/symbol.js';
import { formatTimeframe } from '../../../market/timeframe.js';
import { SquallError } from '../../../util/squall-error.js';
import { isCandleFileName, readFileName } from './file-name.js';
import { missingInput, unreadable } from '../input-error.js';

const PATH_LENGTH = 200;
const STANDARD_INPUT = '-';
/** Characters that make a nonexistent path a pattern: `'*.csv'` if no shell expands it. */
const PATTERN = /[*?[{]/;

export interface FoundFiles {
  readonly files: readonly string[];
  /** Files given by name that have another timeframe than those taken. */
  readonly leftOut: readonly string[];
}

/**
 * The files named by paths, without duplicates: a file stands for itself, a folder for its candle files
 * sorted by name, a pattern for its matches, `-` for standard input. If the names have several timeframes,
 * only one of them is taken: the requested one, or the longest it can be made from.
 * @throws {SquallError} `NO_INPUT` for a path that does not exist or a folder without candle files, `USAGE`
 *   for files of several timeframes if none is requested, or one that cannot be made from any of them.
 */
export async function findFiles(paths: readonly string[], timeframeMs: number | null): Promise<FoundFiles> {
  if (paths.length === 0) throw missingInput('No candle file was given.');
  const found: string[] = [];
  for (const path of paths) found.push(...(await expand(path, timeframeMs)));
  const all = [
    ...new Map(found.map((path) => [path === STANDARD_INPUT ? path : resolve(path), path])).values(),
  ];
  const files = ofOneTimeframe(all, timeframeMs, paths.length === 1 ? shownPath(paths[0]) : 'What was given');
  return { files, leftOut: all.filter((path) => !files.includes(path)) };
}

function shownPath(path: string): string {
  return displaySymbol(path, PATH_LENGTH);
}

async function expand(path: string, timeframeMs: number | null): Promise<string[]> {
  const shown = shownPath(path);
  if (path === STANDARD_INPUT) return [path];
  try {
    if (!(await isThere(path)) && PATTERN.test(path)) return await matching(path, timeframeMs, shown);
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { withFileTypes: true });
    const named = entries.filter((entry) => isCandleFileName(entry.name));
    const areFiles = await Promise.all(named.map((entry) => isPlainFile(entry, path)));
    const names = named
      .filter((_, index) => areFiles[index])
      .map((entry) => entry.name)
      .filter((name) => !readFileName(name).isOtherKind)
      .sort();
    if (names.length === 0)
      throw missingInput(
        `The folder ${shown} has no candle files (.csv, .json, .parquet, .feather, .zip, .gz).`,
      );
    return ofOneTimeframe(names, timeframeMs, shown).map((name) => join(path, name));
  } catch (error) {
    throw unreadable(error, shown);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function matching(pattern: string, timeframeMs: number | null, shown: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const all = await glob(pattern.replaceAll('\\', '/'), { onlyFiles: true, expandDirectories: false });
  const paths = all.filter((path) => !readFileName(path).isOtherKind).sort();
  if (paths.length === 0) throw missingInput(`No file matches ${shown}.`);
  return [...ofOneTimeframe(paths, timeframeMs, shown)];
}

/** Files of a folder are not named one by one: a FIFO or a device in it is not meant. */
async function isPlainFile(entry: Dirent, folder: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  const end = await stat(join(folder, entry.name)).catch(() => null);
  // A missing file is reported as missing.
  return end === null || end.isFile();
}

function ofOneTimeframe(names: readonly string[], wantedMs: number | null, shown: string): readonly string[] {
  const timeframesMs = new Set(
    names.map((name) => readFileName(name).timeframeMs).filter((timeframesMs) => timeframesMs !== null),
  );
  const sorted = [...timeframesMs].sort((a, b) => a - b);
  if (sorted.length < 2) return names;
  const has = `${shown} has candles of ${sorted.map(formatTimeframe).join(', ')}`;
  if (wantedMs === null) throw new SquallError('USAGE', `${has}: choose with --timeframe.`);
  const best = sorted.findLast((timeframeMs) => wantedMs % timeframeMs === 0);
  if (best === undefined) {
    throw new SquallError('USAGE', `${has}, from which ${formatTimeframe(wantedMs)} cannot be made.`);
  }
  return names.filter((name) => {
    const timeframeMs = readFileName(name).timeframeMs;
    return timeframeMs === null || timeframeMs === best;
  });
}
