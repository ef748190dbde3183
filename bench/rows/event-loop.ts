import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** How late timers were, according to the monitor that runs beside the scans: the worst of its samples. */
export interface LoopDelay {
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface EventLoopRow {
  readonly markets: number;
  /** Scans of a process. */
  readonly scans: number;
  /** Processes; delays are those of the best one, because other load on the machine can only add to them. */
  readonly rounds: number;
  /** The first scan of a process, before anything is compiled; and the later ones. */
  readonly first: LoopDelay;
  readonly later: LoopDelay;
  /** Requests that the endpoint answered meanwhile, in all rounds. */
  readonly polls: number;
}

/** Messages of the child: its address, then its measurements. */
export interface WatchedScansReport {
  readonly url?: string;
  readonly first?: LoopDelay;
  readonly later?: LoopDelay;
}

const CHILD = fileURLToPath(new URL('../harness/watched-scans-child.js', import.meta.url));
const POLL_EVERY_MS = 1000;
/** Requests of Prometheus and of `squall monitor --url`. */
const PATHS = ['/metrics', '/performance'];

/** Scans in a separate process, bar after bar, with a monitor whose endpoint is polled every second. */
export async function measureEventLoop(
  markets: number,
  { rounds = 7, scans = 5 } = {},
): Promise<EventLoopRow> {
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await runOnce(markets, scans));
  return {
    markets,
    scans,
    rounds,
    first: best(runs.map(({ first }) => first)),
    later: best(runs.map(({ later }) => later)),
    polls: runs.reduce((sum, { polls }) => sum + polls, 0),
  };
}

type Run = Pick<EventLoopRow, 'first' | 'later' | 'polls'>;

async function runOnce(markets: number, scans: number): Promise<Run> {
  const child = fork(CHILD, [`${markets}`, `${scans}`]);
  const ended = once(child, 'exit');
  const next = (): Promise<WatchedScansReport> => Promise.race([messageOf(child), failure(ended)]);
  const { url = '' } = await next();
  const isOver = new AbortController();
  const polling = poll(url, isOver.signal);
  const { first, later } = await next();
  isOver.abort();
  const polls = await polling;
  await ended;
  if (first === undefined || later === undefined) throw new Error('Expected the scans to be measured.');
  return { first, later, polls };
}

async function messageOf(child: ReturnType<typeof fork>): Promise<WatchedScansReport> {
  const [report] = (await once(child, 'message')) as [WatchedScansReport];
  return report;
}

async function failure(ended: Promise<unknown[]>): Promise<never> {
  const [code] = await ended;
  throw new Error(`Expected the scans' figures, but their process ended with ${String(code)}.`);
}

/** @returns how many requests were answered */
async function poll(url: string, signal: AbortSignal): Promise<number> {
  let polls = 0;
  while (!signal.aborted) {
    for (const path of PATHS) {
      const { status } = await ask(url + path);
      if (status !== 200) throw new Error(`Expected ${path} to be answered, got ${status}.`);
      polls++;
    }
    await sleep(POLL_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return polls;
}

async function ask(url: string): Promise<Response> {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  return answer;
}

function best(delays: readonly LoopDelay[]): LoopDelay {
  const least = (name: keyof LoopDelay): number => Math.min(...delays.map((delay) => delay[name]));
  return { p99Ms: least('p99Ms'), maxMs: least('maxMs') };
}
