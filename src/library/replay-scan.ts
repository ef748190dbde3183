import { recordedFeed } from '../recording/reader/recorded-feed.js';
import type { Recording } from '../recording/reader/recording.js';
import { CurrentFeed } from './current-feed.js';
import type { EngineOptions } from './engines.js';
import { askedOptions, otherCatalogue, sharedOptions } from './recorded-options.js';
import type { SessionOptions } from './scan-options.js';
import type { SessionScan } from './session.js';
import { openSession } from './session.js';

/** What recomputes a recorded scan; it changes no result. */
export type ReplayOptions = EngineOptions & Pick<SessionOptions, 'workers' | 'sha256'>;

/** A recomputed scan of a recording. */
export interface ReplayedScan {
  /** UTC ms. */
  readonly asOfMs: number;
  readonly scanned: SessionScan;
  /** SHA-256 of the wasm file that computed; null for the JavaScript engine. */
  readonly wasmSha256: string | null;
  /** Hash of the recorded result; null if that scan failed. */
  readonly recordedSha256: string | null;
  /** Whether inputs and result have the recorded hashes. */
  readonly isIdentical: boolean;
  /**
   * Set if the recording was made with other indicator definitions, so that hashes may differ; otherwise
   * null.
   */
  readonly otherCatalogue: string | null;
}

/** Recomputes scans of one recording with one engine, whose threads are started once. */
export interface ReplaySession {
  /**
   * Calls may overlap; they run one after another.
   * @param index  of `recording.scans`
   * @throws {SquallError} REC_CORRUPT: part of that scan was lost; others still work. @throws {RangeError} no
   * such scan.
   */
  scanAt(index: number): Promise<ReplayedScan>;
  /** Stops the threads once the requested scans are done. */
  close(): Promise<void>;
}

/**
 * Opens a session that recomputes any number of a recording's scans.
 *
 * @example
 * const session = await openReplaySession(recording, { workers: 'auto' });
 * for (const index of recording.scans.keys()) console.log((await session.scanAt(index)).isIdentical);
 * await session.close();
 * @throws {SquallError} REC_CORRUPT: the preset of the recording is invalid. @throws {RangeError} see
 * `openSession`.
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
 * Recomputes a recorded scan from its inputs; nothing of its result is read from the recording. For many
 * scans, open a session (`openReplaySession`).
 *
 * @example
 * const recording = await Recording.open(bytes, { inflate: webInflate, sha256: null });
 * const { isIdentical, scanned } = await replayScan(recording, recording.scans.length - 1);
 * @param index  of `recording.scans`
 * @throws {SquallError} REC_CORRUPT: part of it was lost. @throws {RangeError} no such scan.
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
