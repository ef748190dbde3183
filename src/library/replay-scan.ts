import { recordedFeed } from '../recording/reader/recorded-feed.js';
import type { Recording } from '../recording/reader/recording.js';
import { CurrentFeed } from './current-feed.js';
import type { EngineOptions } from './engines.js';
import { askedOptions, otherCatalogue, sharedOptions } from './recorded-options.js';
import type { SessionOptions } from './scan-options.js';
import type { SessionScan } from './session.js';
import { openSession } from './session.js';

/** Who computes a recorded scan again, which changes no result. */
export type ReplayOptions = EngineOptions & Pick<SessionOptions, 'workers' | 'sha256'>;

/** A scan of a recording, computed again. */
export interface ReplayedScan {
  /** UTC ms. */
  readonly asOfMs: number;
  readonly scanned: SessionScan;
  /** SHA-256 of the wasm file that computed; null for the JavaScript engine. */
  readonly wasmSha256: string | null;
  /** Hash of the recorded result; null where that scan had failed. */
  readonly recordedSha256: string | null;
  /** Whether inputs and result have the recorded hashes. */
  readonly isIdentical: boolean;
  /**
   * Said where the recording was made with other definitions of the indicators, so that hashes may differ; else null.
   */
  readonly otherCatalogue: string | null;
}

/** Scans of one recording computed again by one engine, whose threads are started once. */
export interface ReplaySession {
  /**
   * Calls may overlap; they are done one after the other.
   * @param index  of `recording.scans`
   * @throws {SquallError} REC_CORRUPT: a part of that scan was lost; others may be asked for. @throws {RangeError}
   *   there is
   * no such scan.
   */
  scanAt(index: number): Promise<ReplayedScan>;
  /** Ends the threads, when the scans that were asked for are done. */
  close(): Promise<void>;
}

/**
 * Opens what computes the scans of a recording again, as many as one likes.
 *
 * @example
 * const session = await openReplaySession(recording, { workers: 'auto' });
 * for (const index of recording.scans.keys()) console.log((await session.scanAt(index)).isIdentical);
 * await session.close();
 * @throws {SquallError} REC_CORRUPT: the preset of the recording is none. @throws {RangeError} as `openSession`.
 */
export async function openReplaySession(
  recording: Recording,
  options: ReplayOptions = {},
): Promise<ReplaySession> {
  const feed = new CurrentFeed();
  const session = await openSession(feed, { ...sharedOptions(recording, 'Replay'), ...options });
  const scanNow = async (index: number): Promise<ReplayedScan> => {
    const recorded = await recording.scanAt(index);
    const { asOfMs, inputsSha256, resultSha256: recordedSha256 } = recorded.record;
    feed.current = recordedFeed(recorded, recording.header.source);
    const scanned = await session.scan({ ...askedOptions(recording, index), asOf: asOfMs });
    const { result } = scanned;
    const isIdentical = result.resultSha256 === recordedSha256 && result.inputsSha256 === inputsSha256;
    return {
      ...{ asOfMs, scanned, wasmSha256: session.wasmSha256, recordedSha256, isIdentical },
      otherCatalogue: otherCatalogue(recording),
    };
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    scanAt(index) {
      const scan = last.then(() => scanNow(index));
      last = scan.catch(() => undefined);
      return scan;
    },
    close: () => last.then(() => session.close()),
  };
}

/**
 * Computes a recorded scan again from its inputs; nothing of its result is read from the recording. Who does that to
 * many opens a session (`openReplaySession`).
 *
 * @example
 * const recording = await Recording.open(bytes, { inflate: webInflate, sha256: null });
 * const { isIdentical, scanned } = await replayScan(recording, recording.scans.length - 1);
 * @param index  of `recording.scans`
 * @throws {SquallError} REC_CORRUPT: a part of it was lost. @throws {RangeError} there is no such scan.
 */
export async function replayScan(
  recording: Recording,
  index: number,
  options: ReplayOptions = {},
): Promise<ReplayedScan> {
  const session = await openReplaySession(recording, options);
  try {
    return await session.scanAt(index);
  } finally {
    await session.close();
  }
}
