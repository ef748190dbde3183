import { closeSync, writeFileSync } from 'node:fs';
import { openToFill } from '../files/write-file.js';
import { fileReason } from '../util/file-error.js';
import { SquallError } from '../util/squall-error.js';
import type { Endpoint } from './types.js';

/** One request, written when its answer is over. */
export interface RequestEntry {
  readonly kind: 'request';
  readonly sequence: number;
  readonly connection: number;
  /** Virtual exchange time at arrival, UTC ms, and the scenario's time. */
  readonly atMs: number;
  readonly elapsedMs: number;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly endpoint: Endpoint;
  readonly symbol: string | null;
  readonly weight: number;
  readonly verdict: 'pass' | 'limited' | 'banned';
  /** null where no status was sent. */
  readonly status: number | null;
  /** Id of the fault that it met. */
  readonly fault: string | null;
  /** What went to the client, headers included. */
  readonly bytes: number;
  /** aborted = the connection ended before the answer did. */
  readonly outcome: 'sent' | 'aborted';
}

/** One connection, written when it is closed. */
export interface ConnectionEntry {
  readonly kind: 'connection';
  readonly connection: number;
  readonly atMs: number;
  readonly closedAtMs: number;
  readonly requests: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Who ended it, or the system's error code. */
  readonly closeReason: string;
}

export type LedgerEntry = RequestEntry | ConnectionEntry;

/** Everything that happened, in the order in which it was over. */
export interface Ledger {
  /** The newest entries; older ones only in the file. */
  readonly entries: readonly LedgerEntry[];
  /** Entries that are no longer kept in memory. */
  readonly dropped: number;
  /** Requests being answered now, and the most there were at once. */
  readonly inFlight: number;
  readonly peakInFlight: number;
  requests(): readonly RequestEntry[];
  connections(): readonly ConnectionEntry[];
  /** One JSON object a line. */
  toNdjson(): string;
}

/** The ledger from the side of the server that fills it. */
export interface LedgerWriter extends Ledger {
  begin(): void;
  end(entry: RequestEntry): void;
  add(entry: ConnectionEntry): void;
  /** Resolves when the file cannot be written any more: nothing more is written to it then. */
  readonly failed: Promise<SquallError>;
  close(): void;
}

const KEPT_ENTRIES = 200_000;

/**
 * @param file  gets every entry as NDJSON at once; what was in it before is gone.
 * @throws {SquallError} exit 73 where the file cannot be written.
 */
export function createLedger(file: string | undefined, keptEntries = KEPT_ENTRIES): LedgerWriter {
  const entries: LedgerEntry[] = [];
  const descriptor = file === undefined ? null : openFile(file);
  let open = descriptor !== null;
  let fail: (error: SquallError) => void;
  const failed = new Promise<SquallError>((resolve) => (fail = resolve));
  let dropped = 0;
  let inFlight = 0;
  let peakInFlight = 0;
  const write = (entry: LedgerEntry): void => {
    entries.push(entry);
    // Rarely and many: each cut moves all that stay.
    if (entries.length > keptEntries + Math.ceil(keptEntries / 8)) {
      dropped += entries.splice(0, entries.length - keptEntries).length;
    }
    if (!open || descriptor === null) return;
    // Entries are written when connections close: nothing would catch what is thrown there.
    try {
      writeFileSync(descriptor, `${JSON.stringify(entry)}\n`);
    } catch (error) {
      close();
      fail(new SquallError('REC_WRITE', `Cannot write ${file}: ${fileReason(error)}`));
    }
  };
  const close = (): void => {
    if (open && descriptor !== null) closeSync(descriptor);
    open = false;
  };
  return {
    entries,
    get dropped() {
      return dropped;
    },
    get inFlight() {
      return inFlight;
    },
    get peakInFlight() {
      return peakInFlight;
    },
    requests: () => entries.filter((entry) => entry.kind === 'request'),
    connections: () => entries.filter((entry) => entry.kind === 'connection'),
    toNdjson: () => entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
    begin() {
      peakInFlight = Math.max(peakInFlight, ++inFlight);
    },
    end(entry) {
      inFlight--;
      write(entry);
    },
    add: write,
    failed,
    close,
  };
}

function openFile(file: string): number {
  try {
    return openToFill(file);
  } catch (error) {
    throw new SquallError('CANNOT_CREATE', `Cannot write ${file}: ${fileReason(error)}`);
  }
}
