import type { Recording } from '../recording/reader/recording.js';
import type { ReplayedScan, ReplayOptions, ReplaySession } from './replay-scan.js';
import { openReplaySession } from './replay-scan.js';

interface Kept {
  readonly options: ReplayOptions;
  readonly session: Promise<ReplaySession>;
}

/** Recomputes scans of a recording, in one session as long as the options stay the same. */
export class KeptReplaySession {
  readonly #recording: Recording;
  #kept: Kept | null = null;

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  /** Calls may overlap. @throws what `ReplaySession.scanAt` and `openReplaySession` throw. */
  scanAt(index: number, options: ReplayOptions = {}): Promise<ReplayedScan> {
    if (this.#kept === null || !isSame(this.#kept.options, options)) {
      const closing = this.close();
      this.#kept = { options, session: closing.then(() => openReplaySession(this.#recording, options)) };
    }
    // Stored at once, so that a later close waits for it.
    return this.#kept.session.then((session) => session.scanAt(index));
  }

  /** Stops the threads; another scan would start new ones. */
  async close(): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    // A failure to open has already been reported to the caller.
    await kept?.session.then(
      (session) => session.close(),
      () => undefined,
    );
  }
}

function isSame(a: ReplayOptions, b: ReplayOptions): boolean {
  return (['engine', 'wasm', 'workers', 'sha256'] as const).every((name) => a[name] === b[name]);
}
