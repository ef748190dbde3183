import { basename } from 'node:path';
import { ownSuffix } from '../../../files/temporary-name.js';

/** Mode of every file of state. */
export const OWNER_ONLY = 0o600;

/** A new name beside a file, to write what shall replace it. `sweepTemporaries` knows these names. */
export function temporaryOf(file: string): string {
  return `${file}.tmp-${ownSuffix()}`;
}

/** Where a file that cannot be understood goes: the next free number. @param names those that its folder holds. */
export function corruptNameOf(file: string, names: readonly string[]): string {
  const taken = new Set(names);
  let n = 1;
  while (taken.has(`${basename(file)}.corrupt-${n}`)) n++;
  return `${file}.corrupt-${n}`;
}
