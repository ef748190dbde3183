/**
 * Runs command lines in one process, one after another, for those that `CliProcess` sends: the half second of
 * a new process each would be most of a fuzz run. Verbs that run until stopped are stopped as soon as they
 * have printed something.
 */
import '../support/loopback-only.js';
import { peakRssBytes } from '../support/peak-memory.js';
import { runCli } from '../support/run-cli.js';
import type { Answer, CommandLine } from './cli-process.js';

/** Where a verb says nothing, because nothing answers it: soon enough for many runs, and nothing is decided by it. */
const SILENT_MS = 2_000;
const LOOK_MS = 10;

/** What would have ended a process. */
const crashes: string[] = [];
for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(
    kind,
    (error: unknown) => void crashes.push(error instanceof Error ? error.stack! : String(error)),
  );
}

/** Sends SIGTERM as a listener sees it, once. @returns how to stop looking. */
function endWhenHeard(): () => void {
  const beganMs = performance.now();
  const timer = setInterval(() => {
    const { text = '' } = process.stdout as { text?: string };
    const isTime = text !== '' || performance.now() - beganMs > SILENT_MS;
    if (process.listenerCount('SIGTERM') === 0 || !isTime) return;
    clearInterval(timer);
    process.emit('SIGTERM', 'SIGTERM');
  }, LOOK_MS);
  return () => clearInterval(timer);
}

async function answer({ args, env }: CommandLine): Promise<Answer> {
  crashes.length = 0;
  const before = process.cpuUsage();
  const stop = endWhenHeard();
  const run = await runCli(args, env).finally(stop);
  // What was thrown beside the command comes before this.
  await new Promise((done) => setImmediate(done));
  const { user, system } = process.cpuUsage(before);
  return { ...run, crashes: [...crashes], cpuMs: (user + system) / 1000, maxRssKiB: peakRssBytes() / 1024 };
}

process.on('message', (line: CommandLine) => {
  void answer(line).then((answered) => process.send!(answered));
});
