import { recordedFeed } from '../recording/reader/recorded-feed.js';
import type { Recording } from '../recording/reader/recording.js';
import type { EngineOptions } from './engines.js';
import { otherCatalogue, recordedOptions } from './recorded-options.js';
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
  /** Of the wasm file that computed; null for the JavaScript engine. */
  readonly wasmSha256: string | null;
  /** Of the recorded result; null where that scan had failed. */
  readonly recordedSha256: string | null;
  /** Whether inputs and result have the recorded hashes. */
  readonly isIdentical: boolean;
  /** Said where the recording was made with other definitions of the indicators, so that hashes may differ; else null. */
  readonly otherCatalogue: string | null;
}

/**
 * Computes a recorded scan again from what it was told; nothing of its result is read from the recording.
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
  const recorded = await recording.scanAt(index);
  const { record } = recorded;
  const feed = recordedFeed(recorded, recording.header.source);
  const asked = recordedOptions(recording, `Scan ${recorded.number}`, index);
  const session = await openSession(feed, { ...asked, ...options });
  try {
    const { asOfMs, resultSha256: recordedSha256 } = record;
    const scanned = await session.scan({ asOf: asOfMs });
    const { resultSha256, inputsSha256 } = scanned.result;
    const isIdentical = resultSha256 === recordedSha256 && inputsSha256 === record.inputsSha256;
    const told = { recordedSha256, isIdentical, otherCatalogue: otherCatalogue(recording) };
    return { asOfMs, scanned, wasmSha256: session.wasmSha256, ...told };
  } finally {
    await session.close();
  }
}
