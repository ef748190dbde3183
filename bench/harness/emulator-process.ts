import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { EmulatorOptions } from '../../src/emulator/emulator.js';
import type { LedgerEntry, RequestEntry } from '../../src/emulator/ledger.js';

/** An emulator in another process. */
export interface EmulatorProcess {
  readonly baseUrl: string;
  /** Exchange time, UTC ms. */
  nowMs(): Promise<number>;
  advance(ms: number): Promise<void>;
  /** Requests that were answered since the last call, in the order in which they came. */
  newRequests(): Promise<readonly RequestEntry[]>;
  close(): Promise<void>;
}

const CHILD = fileURLToPath(new URL('./emulator-child.js', import.meta.url));

export async function spawnEmulator(options: EmulatorOptions): Promise<EmulatorProcess> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value, done } = await lines.next();
  if (done) throw new Error('Expected the emulator to tell its address, it ended.');
  const { baseUrl, controlUrl } = JSON.parse(value) as { baseUrl: string; controlUrl: string };
  let seen = 0;
  return {
    baseUrl,
    async nowMs() {
      const state = (await (await fetch(`${controlUrl}/state`)).json()) as { nowMs: number };
      return state.nowMs;
    },
    async advance(ms) {
      await fetch(`${controlUrl}/advance`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ms }),
      });
    },
    async newRequests() {
      const text = await (await fetch(`${controlUrl}/ledger`)).text();
      const entries = text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LedgerEntry)
        .filter((entry) => entry.kind === 'request' && entry.sequence > seen) as RequestEntry[];
      const requests = entries.sort((a, b) => a.sequence - b.sequence);
      seen = requests.at(-1)?.sequence ?? seen;
      return requests;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
