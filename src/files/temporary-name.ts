import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';

/**
 * The part after `<file>.tmp-` and the like: the process that created it, so that leftovers of dead ones can
 * be removed, and a random part, so that no link can be planted there.
 */
export function ownSuffix(): string {
  return `${process.pid}-${randomBytes(8).toString('hex')}`;
}

/**
 * A new name in the folder of a file, for writing its replacement; short, however long the file's own name
 * is.
 */
export function temporaryBeside(file: string): string {
  return join(dirname(file), `.squall-${ownSuffix()}.tmp`);
}
