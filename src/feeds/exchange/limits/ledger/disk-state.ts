import { join } from 'node:path';
import { makeFolder } from '../../../../files/make-folder.js';
import { shownValue } from '../../../../util/plain-text.js';
import { codeOf, sweepTemporaries } from '../../files/atomic-file.js';
import { hostMs } from './host-ms.js';
import { LedgerFile } from './ledger-file.js';
import { createMemoryState } from './state-store.js';
import type { StateStore } from './state-store.js';
import { StopFile } from './stop-file.js';

export interface DiskStateOptions {
  readonly directory: string;
  /** Names the files: the exchange's id, and the origin if it is not the exchange's own (see `stateName`). */
  readonly name: string;
  readonly sleep: (ms: number) => Promise<void>;
  /** Receives notes about files set aside, and one if the state cannot be kept: that does not stop a scan. */
  readonly warn: (message: string) => void;
  /** Monotonic ms shared by all processes of the machine. @default the system's high-resolution time */
  readonly machineMs?: () => number;
}

/** An exchange on loopback must not share bans and budgets with the real one: `binance`, `binance-127.0.0.1-8080`. */
export function stateName(exchangeId: string, baseUrl?: string): string {
  const name = baseUrl === undefined ? exchangeId : `${exchangeId}-${new URL(baseUrl).host}`;
  return name.replace(/[^a-zA-Z0-9.]+/g, '-');
}

/**
 * State that outlives the process and is shared by all processes using one directory. If the disk fails, this
 * process continues with what it knows itself.
 */
export function openDiskState(options: DiskStateOptions): StateStore {
  const { directory, name, sleep, warn, machineMs = hostMs } = options;
  const stopPath = join(directory, `exchange-${name}.json`);
  const ledgerPath = join(directory, `exchange-${name}.budget.json`);
  const own = createMemoryState(machineMs);
  let isRefused = false;
  const refused = (error: unknown): void => {
    if (isRefused) return;
    isRefused = true;
    const reason = codeOf(error) ?? 'unknown error';
    warn(`State in ${shownValue(directory)} cannot be kept (${reason}): limits hold for this process only.`);
  };
  const orElse = <Result>(work: () => Result, otherwise: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      refused(error);
      return otherwise();
    }
  };
  orElse(
    () => {
      makeFolder(directory);
      for (const path of [stopPath, ledgerPath]) sweepTemporaries(path);
    },
    () => undefined,
  );

  const stops = new StopFile(stopPath, warn);
  const ledger = new LedgerFile(ledgerPath, { machineMs, sleep }, warn);
  return {
    chunkShare: 0.05,
    stop: () =>
      orElse(
        () => stops.read(),
        () => own.stop(),
      ),
    setStop: (stop) => {
      own.setStop(stop);
      orElse(
        () => stops.write(stop),
        () => undefined,
      );
    },
    lease: async (request) => {
      try {
        return await ledger.lease(request);
      } catch (error) {
        refused(error);
        return own.lease(request);
      }
    },
  };
}
