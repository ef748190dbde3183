import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Trial } from '../../edge/trials-ledger.js';
import { ledgerLines, readLedger, triedBefore } from '../../edge/trials-ledger.js';
import { sha256 } from '../../util/sha256.js';
import { fileReason } from '../../util/file-error.js';
import { SquallError } from '../../util/squall-error.js';

/** What a look at some screens has to be corrected for. */
export interface TrialCount {
  readonly triedBefore: number;
  /** Why the count may be too low; null = it is not. */
  readonly warning: string | null;
}

/** Where looks are counted, in the folder of the program's state. */
export function trialsFileIn(stateFolder: string): string {
  return join(stateFolder, 'trials.jsonl');
}

/**
 * Adds looks to the ledger and counts those that came before on the same data.
 * @throws {SquallError} CANNOT_CREATE: a look that cannot be written down is not given.
 */
export function countTrials(file: string, data: string, now: readonly Trial[]): TrialCount {
  const reading = readLedger(textOf(file), sha256);
  const lines = ledgerLines(reading, now, sha256);
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (lines !== '') appendFileSync(file, lines, { flush: true });
  } catch (error) {
    throw new SquallError(
      'CANNOT_CREATE',
      `Cannot write ${file}, where looks are counted: ${fileReason(error)}`,
    );
  }
  return {
    triedBefore: triedBefore(reading, data, now),
    warning:
      reading.brokenAt === null
        ? null
        : `${file} was changed at line ${reading.brokenAt}: more may have been tried than it says`,
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new SquallError('NO_INPUT', `Cannot read ${file}: ${fileReason(error)}`);
  }
}
