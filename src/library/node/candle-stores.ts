import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { STORE_FILE } from '../../store/store-folder.js';
import { fileReason } from '../../util/file-error.js';
import { SquallError } from '../../util/squall-error.js';

/** The default folder of candle stores. */
export function defaultStoreFolder(): string {
  const xdg = process.env.XDG_DATA_HOME;
  return join(xdg ? xdg : join(homedir(), '.local', 'share'), 'squall', 'candles');
}

/** Names of the stores in a folder. @throws {SquallError} NO_INPUT (66): not a folder, or not readable. */
export function storeNames(root: string): string[] {
  if (!existsSync(root)) return [];
  return namesIn(root)
    .filter((name) => existsSync(join(root, name, STORE_FILE)))
    .sort();
}

function namesIn(root: string): string[] {
  try {
    return readdirSync(root);
  } catch (error) {
    throw new SquallError('NO_INPUT', `Cannot read the folder of stores ${root}: ${fileReason(error)}`);
  }
}

/**
 * The folder of a store: its path, its name `binance-spot-5m`, or an unambiguous beginning of its name.
 * @throws {SquallError} NO_INPUT (66): there is none. USAGE (64): there are several.
 */
export function findStore(given: string, root: string): string {
  if (given.includes(sep) || existsSync(join(given, STORE_FILE))) return given;
  const names = storeNames(root);
  if (names.includes(given)) return join(root, given);
  const matching = names.filter((name) => name.startsWith(`${given}-`));
  if (matching.length === 1) return join(root, matching[0]);
  if (matching.length > 1) {
    throw new SquallError('USAGE', `--store ${given}: expected one store, got ${matching.join(', ')}`);
  }
  const there = names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`;
  throw new SquallError(
    'NO_INPUT',
    `No candle store ${given} in ${root}: ${there} (squall download makes one)`,
  );
}
