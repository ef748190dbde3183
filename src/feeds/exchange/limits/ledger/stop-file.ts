import { statSync } from 'node:fs';
import { quarantine, readIfThere, writeAtomically } from '../../files/atomic-file.js';
import { isStronger } from './state-store.js';
import type { Stop } from './state-store.js';

const VERSION = 1;

function parseStop(text: string): Stop | null {
  const parsed = JSON.parse(text) as {
    version?: unknown;
    stop?: { kind?: unknown; untilMs?: unknown; forMs?: unknown } | null;
  };
  if (parsed.version !== VERSION || parsed.stop === undefined)
    throw new TypeError('not a state of this version');
  if (parsed.stop === null) return null;
  const { kind, untilMs, forMs } = parsed.stop;
  if ((kind !== 'pause' && kind !== 'ban') || typeof untilMs !== 'number' || !Number.isFinite(untilMs)) {
    throw new TypeError('not a stop');
  }
  return { kind, untilMs, ...(typeof forMs === 'number' && forMs > 0 ? { forMs } : {}) };
}

/** The stop of an exchange on disk: it outlives the process, and other processes see it at once. */
export class StopFile {
  #known: Stop | null = null;
  #seen = '';

  constructor(
    readonly file: string,
    readonly warn: (message: string) => void,
  ) {}

  read(): Stop | null {
    const version = this.#versionOnDisk();
    if (version === this.#seen) return this.#known;
    this.#seen = version;
    const text = readIfThere(this.file);
    if (text === null) return this.#known;
    try {
      const stop = parseStop(text);
      if (stop && isStronger(stop, this.#known)) this.#known = stop;
    } catch {
      this.warn(
        `State of the exchange was unreadable; moved to ${quarantine(this.file)}. Any ban in it is unknown.`,
      );
    }
    return this.#known;
  }

  /** Also kept in memory if the disk fails. */
  write(stop: Stop): void {
    if (!isStronger(stop, this.read())) return;
    this.#known = stop;
    writeAtomically(this.file, `${JSON.stringify({ version: VERSION, stop })}\n`, true);
  }

  /** Changes whenever the file is replaced. */
  #versionOnDisk(): string {
    const found = statSync(this.file, { throwIfNoEntry: false });
    return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : '';
  }
}
