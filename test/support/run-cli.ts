import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import { runCommand } from '../../src/cli/main.js';

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

const environmentOf = (env: Environment): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, ...env });

/** Keeps the output; not a terminal, like a pipe. */
class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** A command writes to what this process writes to, so that only one can run at a time. */
let lastRun: Promise<unknown> = Promise.resolve();

/**
 * A command line in this process: the same text and exit code as `spawnCli` gives, without the half second of a new
 * process. How a process ends (signals, a closed pipe, threads that keep it) is not seen here.
 */
export function runCli(args: readonly string[], env: Environment = {}): Promise<CliRun> {
  const run = lastRun.then(() => runHere(args, env));
  lastRun = run.catch(() => undefined);
  return run;
}

async function runHere(args: readonly string[], env: Environment): Promise<CliRun> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const restore = [
    replace('stdout', stdout),
    replace('stderr', stderr),
    replace('env', environmentOf(env)),
    ...(['SIGINT', 'SIGTERM'] as const).map(keepListeners),
  ];
  const exitCodeBefore = process.exitCode;
  process.exitCode = undefined;
  try {
    await runCommand(args);
    return { exitCode: Number(process.exitCode ?? 0), stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.exitCode = exitCodeBefore;
    for (const undo of restore) undo();
  }
}

/** Replaces a property of `process`. @returns a function that undoes it. */
function replace(name: 'stdout' | 'stderr' | 'env', value: object): () => void {
  const own = Object.getOwnPropertyDescriptor(process, name)!;
  Object.defineProperty(process, name, { value, configurable: true, enumerable: true, writable: true });
  return () => Object.defineProperty(process, name, own);
}

/**
 * A watch takes the signals for itself. @returns a function that returns them to their previous listeners.
 */
function keepListeners(signal: NodeJS.Signals): () => void {
  const own = process.listeners(signal);
  return () => {
    process.removeAllListeners(signal);
    for (const listener of own) process.on(signal, listener);
  };
}

/** The command as started by a user; colours off by default, because stdout is a pipe. */
export function spawnCli(args: readonly string[], env: Environment = {}): Promise<CliRun> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [resolve('bin/squall.js'), ...args], {
      env: environmentOf(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', fail);
    child.on('close', (exitCode) => done({ exitCode, stdout, stderr }));
  });
}
