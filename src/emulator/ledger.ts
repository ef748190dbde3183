import { closeSync, writeFileSync } from 'node:fs';
import { openToFill } from '../files/write-file.js';
import { SquallError } from '../util/squall-error.js';
import type { Endpoint } from './types.js';

/** One request, recorded when its answer is complete. */
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
  /** null if no status was sent. */
  readonly status: number | null;
  /** Id of the injected fault. */
  readonly fault: string | null;
  /** Bytes sent to the client, including headers. */
  readonly bytes: number;
  /** aborted = the connection ended before the answer did. */
  readonly outcome: 'sent' | 'aborted';
}

/** One connection, recorded when it is closed. */
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

/** Everything that happened, in order of completion. */
export interface Ledger {
  /** The newest entries; older ones are only in the file. */
  readonly entries: readonly LedgerEntry[];
  /** Entries that are no longer kept in memory. */
  readonly dropped: number;
  /** Requests being answered now, and their maximum. */
  readonly inFlight: number;
  readonly peakInFlight: number;
  requests(): readonly RequestEntry[];
  connections(): readonly ConnectionEntry[];
  /** One JSON object per line. */
  toNdjson(): string;
}

/** The ledger as seen by the server that fills it. */
export interface LedgerWriter extends Ledger {
  begin(): void;
  end(entry: RequestEntry): void;
  add(entry: ConnectionEntry): void;
  /** Resolves when the file can no longer be written: writing stops then. */
  readonly failed: Promise<SquallError>;
  close(): void;
}

const KEPT_ENTRIES = 200_000;

/**
 * @param file  receives every entry as NDJSON at once; truncated first.
 * @throws {SquallError} exit 73 if the file cannot be written.
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
    // Rarely and many at once: each cut moves all that remain.
    if (entries.length > keptEntries + Math.ceil(keptEntries / 8)) {
      dropped += entries.splice(0, entries.length - keptEntries).length;
    }
    if (!open || descriptor === null) return;
    // Entries are recorded when connections close: nothing would catch an error there.
    try {
      writeFileSync(descriptor, `${JSON.stringify(entry)}\n`);
    } catch (error) {
      close();
      fail(new SquallError('REC_WRITE', `Cannot write ${file}: ${(error as Error).message}`));
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
    const { message } = error as Error;
    throw new SquallError('CANNOT_CREATE', `Cannot write ${file}: ${message}`);
  }
}
