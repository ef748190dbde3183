import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator, EmulatorOptions } from '../../src/emulator/emulator.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import type { Endpoint } from '../../src/emulator/types.js';
import type { CliRun } from './run-cli.js';
import { runCli } from './run-cli.js';

/** An emulator in this process, and the command as run by a user against it, with its own state folder. */
export interface LiveCli {
  readonly emulator: Emulator;
  readonly stateFolder: string;
  /** Adds --exchange, --base-url, --state-dir and --pace-off. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliRun>;
  /** Endpoints requested since the previous call, in the order of their answers. */
  asked(): Endpoint[];
  close(): Promise<void>;
}

/** @param exchange  id as users give it, where it is not the dialect's. */
export async function openLiveCli(
  options: EmulatorOptions,
  exchange: string = options.dialect,
): Promise<LiveCli> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'squall-live-'));
  // Its time is stopped, so that two commands see the same market.
  const emulator = await startEmulator({ speed: 0, ...options });
  let seen = 0;
  return {
    emulator,
    stateFolder,
    run: ([verb, ...args], env) =>
      runCli(
        [
          verb,
          ...['--exchange', exchange, '--base-url', emulator.baseUrl, '--state-dir', stateFolder],
          '--pace-off',
          ...args,
        ],
        env,
      ),
    asked() {
      const endpoints = emulator.ledger.requests().map(({ endpoint }) => endpoint);
      return endpoints.slice(seen, (seen = endpoints.length));
    },
    async close() {
      await emulator.close();
      rmSync(stateFolder, { recursive: true });
    },
  };
}

/** What stderr says beside where the prices come from. */
export function otherNotes(stderr: string): string {
  return stderr.replace(/^squall: (emulator at http:|store emulated-)\S+: not real prices\. .*\n/, '');
}

/** How often each of them comes. */
export function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
