import { webInflate } from '../../src/codec/web/inflate.js';
import { askedOptions, otherCatalogue, sharedOptions } from '../../src/library/recorded-options.js';
import { describeDamage } from '../../src/recording/reader/damage.js';
import { recordedFeed } from '../../src/recording/reader/recorded-feed.js';
import { Recording } from '../../src/recording/reader/recording.js';
import { joinedHistory, windowsOf } from './joined-history.js';
import type { ReplayMoment, ReplaySource } from './replay-source.js';

type RecordingSource = ReplaySource & Required<Pick<ReplaySource, 'append'>>;

/**
 * The scans of a recording, each from its recorded inputs.
 * @returns null if it is live and has no scan yet.
 * @throws {SquallError} REC_CORRUPT: not a recording, or not of this version. @throws {Error} it has no
 *   readable scan.
 */
export async function recordingSource(
  bytes: Uint8Array,
  name: string,
  isLive = false,
): Promise<RecordingSource | null> {
  // The chain is left to `squall verify`: displayed scans are computed and compared one by one.
  const recording = await Recording.open(bytes, { inflate: webInflate, sha256: null });
  const isGrowing = isLive && recording.seal === null;
  if (recording.scans.length === 0 && isGrowing && recording.frames.damage.length === 0) return null;
  if (recording.scans.length === 0) throw new Error(`${name}: this recording has no readable scan.`);
  // Damage to candles shows when they are read.
  await recording.loadCandles();
  const { header } = recording;
  const moments = recording.scans.map(momentOf);
  const listeners = new Set<() => void>();
  const feedAt = async (index: number) => recordedFeed(await recording.scanAt(index), header.source);
  return {
    title: `${name} · ${header.source.detail}`,
    isReal: header.source.kind !== 'simulated',
    notes: notesOf(recording),
    otherCatalogue: otherCatalogue(recording),
    problems: problemsOf(recording),
    options: sharedOptions(recording, name),
    symbols: [...new Set(recording.symbols.values())].sort(),
    moments,
    isLive: isGrowing,
    askedAt: (index) => askedOptions(recording, index),
    scanAt: feedAt,
    history: () => {
      const windows = windowsOf(moments.length, header.bars, (index) => asksOtherwise(recording, index));
      return joinedHistory(windows, feedAt);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async append(added) {
      const scans = await recording.append(added);
      if (scans.length === 0) return;
      moments.push(...scans.map(momentOf));
      for (const listener of listeners) listener();
    },
  };
}

/** Whether the scan after this one had other options: a recording may be resumed in another way. */
function asksOtherwise({ scans }: Recording, index: number): boolean {
  const next = scans.at(index + 1);
  return (
    next !== undefined &&
    JSON.stringify(next.record.settings) !== JSON.stringify(scans[index].record.settings)
  );
}

function momentOf({ record }: Recording['scans'][number]): ReplayMoment {
  return { asOfMs: record.asOfMs, resultSha256: record.resultSha256 };
}

function notesOf({ header }: Recording): string[] {
  const isSimulated = header.source.kind === 'simulated';
  return [
    ...(isSimulated ? ['Not real prices: this is a recording of a simulated market.'] : []),
    `Recorded by Squall ${header.squall} from ${header.source.detail}.`,
  ];
}

function problemsOf({ frames, scans }: Recording): string[] {
  const [first, ...others] = frames.damage;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return [`This recording is damaged; ${scans.length} scans can be read (${describeDamage(first)}${more}).`];
}
