import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Trial } from '../../edge/trials-ledger.js';
import { ledgerLines, readLedger, triedBefore } from '../../edge/trials-ledger.js';
import { withFileLock } from '../../feeds/exchange/limits/ledger/file-lock.js';
import { hostMs } from '../../feeds/exchange/limits/ledger/host-ms.js';
import { makeFolder } from '../../files/make-folder.js';
import { readTextFile } from '../../files/read-text.js';
import { sha256 } from '../../util/sha256.js';
import { fileReason } from '../../util/file-error.js';
import { SquallError } from '../../util/squall-error.js';

/** Earlier trials that a result on some screens has to be corrected for. */
export interface TrialCount {
  readonly triedBefore: number;
  /** Why the count may be too low; null = it is not. */
  readonly warning: string | null;
}

/** File that counts trials, in the program's state folder. */
export function trialsFileIn(stateFolder: string): string {
  return join(stateFolder, 'trials.jsonl');
}

/** A trial takes some 250 bytes: this is a million of them. */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * Adds trials to the ledger and counts earlier ones on the same data. One process at a time: each line
 * contains the hash of the one before.
 * @throws {SquallError} CANNOT_CREATE: without a record there is no result. NO_INPUT: it cannot be read.
 */
export async function countTrials(file: string, data: string, now: readonly Trial[]): Promise<TrialCount> {
  try {
    makeFolder(dirname(file));
    return await withFileLock(`${file}.lock`, { machineMs: hostMs, sleep }, () => added(file, data, now));
  } catch (error) {
    if (error instanceof SquallError) throw error;
    throw new SquallError(
      'CANNOT_CREATE',
      `Cannot write ${file}, where trials are counted: ${fileReason(error)}`,
    );
  }
}

function added(file: string, data: string, now: readonly Trial[]): TrialCount {
  const text = textOf(file);
  const reading = readLedger(text, sha256);
  const lines = ledgerLines(reading, now, sha256);
  // A process killed in the middle of a line leaves its beginning, which must not run into the next line.
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  if (lines !== '') appendFileSync(file, `${end}${lines}`, { flush: true, mode: 0o600 });
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
    return readTextFile(file, { maxBytes: MAX_BYTES, plainOnly: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new SquallError('NO_INPUT', `Cannot read ${file}: ${fileReason(error)}`);
  }
}
