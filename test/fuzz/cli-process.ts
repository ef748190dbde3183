import { fork, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import type { CliRun } from '../support/run-cli.js';

export interface CommandLine {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface Answer extends CliRun {
  /** Stacks of uncaught errors. */
  readonly crashes: readonly string[];
  /** Time of all its threads; a busy machine makes it wait longer, not compute more. */
  readonly cpuMs: number;
  /** The most that the process ever had. */
  readonly maxRssKiB: number;
}

/** Anything that would run for ever is killed before Jest would; many times the slowest on a busy machine. */
const HANGS_MS = 150_000;

/** A process that runs command lines in a separate folder, restarted when one has ended it. */
export class CliProcess {
  readonly #folder: string;
  #child: ChildProcess | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** In a process that has run nothing before. */
  async runAlone(line: CommandLine): Promise<Answer> {
    this.close();
    return this.run(line);
  }

  /** @throws where the process ends or hangs. */
  run(line: CommandLine): Promise<Answer> {
    const child = (this.#child ??= this.#start());
    return new Promise((done, fail) => {
      const timer = setTimeout(() => lost('it runs for ever'), HANGS_MS);
      const settle = (): void => {
        clearTimeout(timer);
        child.removeAllListeners();
      };
      const lost = (how: string): void => {
        settle();
        this.close();
        fail(new Error(`${JSON.stringify(line)}: ${how}`));
      };
      child.once('message', (answer) => {
        settle();
        done(answer as Answer);
      });
      child.once('exit', (code, signal) => lost(`its process ended (${code ?? signal})`));
      child.send(line);
    });
  }

  close(): void {
    this.#child?.removeAllListeners();
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  #start(): ChildProcess {
    return fork(resolve('build/js/test/fuzz/cli-child.js'), {
      cwd: this.#folder,
      // Garbage is collected first, so that it does not count as a command's need.
      execArgv: ['--max-old-space-size=400'],
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }
}
