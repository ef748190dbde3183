import { basename } from 'node:path';
import { ownSuffix } from '../../../files/temporary-name.js';

/** Mode of every file of state. */
export const OWNER_ONLY = 0o600;

/** A new name beside a file, for writing its replacement. `sweepTemporaries` knows these names. */
export function temporaryOf(file: string): string {
  return `${file}.tmp-${ownSuffix()}`;
}

/** New name of a corrupt file: the next free number. @param names those in its folder. */
export function corruptNameOf(file: string, names: readonly string[]): string {
  const taken = new Set(names);
  let n = 1;
  while (taken.has(`${basename(file)}.corrupt-${n}`)) n++;
  return `${file}.corrupt-${n}`;
}
