import { spawn } from 'node:child_process';
import PQueue from 'p-queue';
import type { MarketResult } from '../scanner/scan-result.js';
import { jsonOf } from '../util/plain-text.js';
import { fileReason } from '../util/file-error.js';
import type { Notify } from './notes.js';

/** Maximum of commands running at once, and of those waiting; more are left out and reported. */
const AT_ONCE = 4;
const MOST_WAITING = 400;
/** After this a command is killed, so that one that hangs does not hold up others. */
const COMMAND_MS = 60_000;
const STDERR_SHOWN = 200;
const STDERR_MS = 1_000;

/** What the command receives about the scan in which a market entered. */
export interface EnteringScan {
  readonly asOf: string;
  readonly timeframe: string;
  readonly preset: string;
  readonly source: string;
}

export interface OnEnter {
  /** Runs the command once per market; returns at once. */
  run(scan: EnteringScan, markets: readonly MarketResult[]): void;
  /** Waits for running commands; those still queued are dropped when `isHurried`. */
  close(isHurried: boolean): Promise<void>;
}

/**
 * Runs a command for each market that enters, with one line of JSON on its stdin. No shell, and nothing of a
 * market among the arguments: whatever a symbol is called, it is data. Failures are reported and stop
 * nothing.
 */
export function createOnEnter(command: readonly string[], notify: Notify): OnEnter {
  const queue = new PQueue({ concurrency: AT_ONCE });
  const ending = new AbortController();
  const start = async (scan: EnteringScan, market: MarketResult): Promise<void> => {
    const line = `${jsonOf({ type: 'enter', schemaVersion: 1, ...scan, market })}\n`;
    const problem = await runCommand(command, line, ending.signal);
    if (problem !== null) notify(`--on-enter for ${market.symbol}: ${command[0]} ${problem}`);
  };
  return {
    run(scan, markets) {
      const room = Math.max(0, MOST_WAITING - queue.size);
      for (const market of markets.slice(0, room)) void queue.add(() => start(scan, market));
      const left = markets.length - room;
      if (left > 0) {
        notify(`--on-enter was not run for ${left} of ${markets.length}: ${queue.size} are waiting already`);
      }
    },
    async close(isHurried) {
      if (isHurried) {
        queue.clear();
        ending.abort();
      }
      await queue.onIdle();
    },
  };
}

/** @returns the problem, as the rest of a sentence; null = none. */
function runCommand(
  [program, ...args]: readonly string[],
  input: string,
  signal: AbortSignal,
): Promise<string | null> {
  return new Promise((resolve) => {
    const { SQUALL_TOKEN: _, ...env } = process.env;
    const child = spawn(program, args, {
      shell: false,
      env,
      stdio: ['pipe', 'ignore', 'pipe'],
      windowsHide: true,
    });
    let said = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, COMMAND_MS);
    const stop = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    const end = (problem: string | null): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(problem);
    };
    child.stderr
      .setEncoding('utf8')
      .on('data', (text: string) => (said = (said + text).slice(-STDERR_SHOWN)));
    // The command need not read its stdin.
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => end(`could not be run: ${fileReason(error)}`));
    // Its child processes may keep its stderr open.
    child.once('exit', () => void setTimeout(() => child.stderr.destroy(), STDERR_MS).unref());
    child.once('close', (code, killedBy) =>
      end(
        isLate
          ? `took longer than ${COMMAND_MS / 1000} s and was killed`
          : problemOf(code, killedBy, said, signal),
      ),
    );
    child.stdin.end(input);
  });
}

function problemOf(
  code: number | null,
  killedBy: string | null,
  said: string,
  signal: AbortSignal,
): string | null {
  if (code === 0 || signal.aborted) return null;
  const how = code === null ? `was killed by ${killedBy}` : `exited with ${code}`;
  const last = said.trim().split('\n').at(-1) ?? '';
  return last === '' ? how : `${how}: ${last}`;
}
