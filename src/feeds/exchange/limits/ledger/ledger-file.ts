import { quarantine, readIfThere, writeAtomically } from '../../files/atomic-file.js';
import { withFileLock } from './file-lock.js';
import type { LockTools } from './file-lock.js';
import { lease } from './ledger.js';
import type { Lease, LeaseAnswer, LeaseRequest } from './ledger.js';

const VERSION = 1;

function isLease(value: unknown): value is Lease {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Record<keyof Lease, unknown>;
  const numbers = [entry.weight, entry.fromMs, entry.untilMs, entry.windowMs];
  return typeof entry.id === 'string' && typeof entry.budget === 'string' && numbers.every(Number.isFinite);
}

function parseLedger(text: string): Lease[] {
  const parsed = JSON.parse(text) as { version?: unknown; leases?: unknown };
  if (parsed.version !== VERSION || !Array.isArray(parsed.leases) || !parsed.leases.every(isLease)) {
    throw new TypeError('not a ledger of this version');
  }
  return parsed.leases;
}

/** The ledger of an exchange's budgets on disk, changed by one process at a time. */
export class LedgerFile {
  #count = 0;

  constructor(
    readonly file: string,
    readonly tools: LockTools,
    readonly warn: (message: string) => void,
  ) {}

  async lease(request: LeaseRequest): Promise<LeaseAnswer> {
    for (;;) {
      const answer = await withFileLock(`${this.file}.lock`, this.tools, (isStillOurs) => {
        const nowMs = this.tools.machineMs();
        const next = lease(this.#read(), request, nowMs, `${process.pid}-${nowMs}-${++this.#count}`);
        // Without waiting for the disk: after a power failure there is no process left whose weight would
        // count.
        if (!isStillOurs()) return null;
        writeAtomically(this.file, `${JSON.stringify({ version: VERSION, leases: next.leases })}\n`, false);
        return next.answer;
      });
      if (answer) return answer;
    }
  }

  #read(): Lease[] {
    const text = readIfThere(this.file);
    if (text === null) return [];
    try {
      return parseLedger(text);
    } catch {
      this.warn(`Ledger of used weight was unreadable; moved to ${quarantine(this.file)}.`);
      return [];
    }
  }
}
