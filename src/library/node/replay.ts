import { platform } from '#platform';
import { nodeInflate } from '../../codec/node/deflate.js';
import type { MarketFeed } from '../../market/feed.js';
import { recordedFeed } from '../../recording/reader/recorded-feed.js';
import type { Recording } from '../../recording/reader/recording.js';
import type { VerifyReport } from '../../recording/reader/verify.js';
import { verifyRecording } from '../../recording/reader/verify.js';
import { nodeVerifySignature } from '../../recording/writer/node-signature.js';
import { RecordingFile } from '../../recording/writer/recording-file.js';
import { isoTime } from '../../util/iso-time.js';
import { SquallError } from '../../util/squall-error.js';
import type { Preset } from '../../presets/preset.js';
import type { RecordedOptions } from '../recorded-options.js';
import { recordedOptions } from '../recorded-options.js';
import { KeptReplaySession } from '../kept-replay-session.js';
import type { ReplayedScan, ReplayOptions } from '../replay-scan.js';

/** A recording on disk: its scans again, and its damage. */
export interface Replay {
  readonly recording: Recording;
  /** Index of the newest scan as of this time or earlier. @throws {SquallError} NO_DATA: there is none. */
  indexAt(asOfMs: number): number;
  /** The inputs of that scan, as a feed. */
  feedAt(index: number): Promise<MarketFeed>;
  /** The preset of all scans. */
  readonly preset: Preset;
  /** The options of a scan. */
  optionsAt(index: number): RecordedOptions;
  /**
   * Recomputes a scan from its recorded inputs. Engine and threads are kept for the next one with the same
   * options.
   */
  scanAt(index: number, options?: ReplayOptions): Promise<ReplayedScan>;
  /** Structure, checksums, chain and signature. */
  verify(): Promise<VerifyReport>;
  close(): Promise<void>;
}

/**
 * Opens a recording on disk to recompute its scans.
 *
 * @example
 * const replay = await openReplay('day.squall');
 * const { isIdentical, scanned } = await replay.scanAt(replay.indexAt(Date.UTC(2025, 2, 11, 13)));
 * const { damage, unreadable } = await replay.verify();
 * await replay.close();
 * @throws {SquallError} NO_INPUT (66): no such file; REC_CORRUPT (22): not a recording.
 */
export async function openReplay(path: string): Promise<Replay> {
  const file = await RecordingFile.open(path, { inflate: nodeInflate, sha256: platform.sha256 });
  const { recording } = file;
  const session = new KeptReplaySession(recording);
  const { preset } = recordedOptions(recording, path);
  const optionsAt = (index: number): RecordedOptions => recordedOptions(recording, path, index);
  const feedAt = async (index: number): Promise<MarketFeed> =>
    recordedFeed(await recording.scanAt(index), recording.header.source);
  return {
    recording,
    preset,
    optionsAt,
    feedAt,
    indexAt(asOfMs) {
      const index = recording.scans.findLastIndex(({ record }) => record.asOfMs <= asOfMs);
      if (index >= 0) return index;
      const first = recording.scans.at(0)?.record.asOfMs;
      if (first === undefined) throw new SquallError('NO_DATA', `${path} has no scan`);
      const begins = `it begins at ${isoTime(first)}`;
      throw new SquallError('NO_DATA', `${path} has no scan as of ${isoTime(asOfMs)}: ${begins}`);
    },
    scanAt: (index, given) => session.scanAt(index, given),
    verify: () => verifyRecording(recording, nodeVerifySignature),
    close: () => session.close().finally(() => file.close()),
  };
}
