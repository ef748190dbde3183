import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A line of `squall watch --json`. */
export interface WatchLine {
  readonly type: string;
  readonly error?: { readonly code: string };
  readonly counts?: Readonly<Record<'listed' | 'scanned' | 'skipped' | 'noData' | 'errors', number>>;
}

/** `squall watch` of an emulator as a user starts it, scanning every second. */
export class WatchProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<readonly [code: number | null, signal: NodeJS.Signals | null]>;
  stderr = '';
  #stdout = '';
  #hasEnded = false;

  constructor(baseUrl: string, stateDir: string) {
    this.child = spawn(
      process.execPath,
      [
        ...[resolve('bin/squall.js'), 'watch', '--exchange', 'binance', '--base-url', baseUrl],
        ...['--state-dir', stateDir, '--json', '--every', '1s', '--grace', '0s', '--bars', '60'],
      ],
      { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((done) =>
      this.child.once('close', (code, signal) => {
        this.#hasEnded = true;
        done([code, signal]);
      }),
    );
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Documents so far, whole lines only. */
  lines(): WatchLine[] {
    return this.#stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as WatchLine);
  }

  /** Peak memory, as reported by Linux; null elsewhere and once it has ended. */
  peakRssBytes(): number | null {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]);
    } catch {
      return null;
    }
  }

  /** Without a chance to do anything more. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
