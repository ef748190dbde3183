import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';

/**
 * What stands behind `<file>.tmp-` and the like: the process that made it, so that leftovers of dead ones can be swept,
 * and a random part, so that no link can wait there.
 */
export function ownSuffix(): string {
  return `${process.pid}-${randomBytes(8).toString('hex')}`;
}

/** A new name in the folder of a file, to write what shall replace it; short, however long the file's own name is. */
export function temporaryBeside(file: string): string {
  return join(dirname(file), `.squall-${ownSuffix()}.tmp`);
}
