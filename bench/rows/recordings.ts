import { nodeInflate } from '../../src/codec/node/deflate.js';
import { openReplaySession } from '../../src/library/replay-scan.js';
import { KIND } from '../../src/recording/format/frame.js';
import { Recording } from '../../src/recording/reader/recording.js';
import { recordMarket } from '../page/recorded-market.js';

/** A recording of simulated markets in Node. */
export interface RecordingRow {
  readonly markets: number;
  /** Candles of each market. */
  readonly bars: number;
  readonly scans: number;
  /** Bytes per candle of the sealed file, whole and its candle frames alone; and of the file as it grew. */
  readonly bytesPerCandle: number;
  readonly candleBytesPerCandle: number;
  readonly growingBytesPerCandle: number;
  /** Medians over the scans: time of a scan, and the extra time to record it on disk. */
  readonly scanMs: number;
  readonly appendMs: number;
  readonly sealMs: number;
  /** Frames and checksums read and every candle decoded; median of `rounds`. */
  readonly openMs: number;
  readonly rounds: number;
  /** Median time to feed and recompute a scan, hashes compared. */
  readonly replayMs: number;
}

/** @throws {Error} a replayed scan is not the recorded one. */
export async function measureRecordings(markets = 200, bars = 1000, stride = 12): Promise<RecordingRow> {
  const rounds = 7;
  const recorded = await recordMarket(markets, bars, stride);
  const openings: number[] = [];
  let recording = await openRecording(recorded.bytes);
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    recording = await openRecording(recorded.bytes);
    openings.push(performance.now() - startMs);
  }
  const candles = markets * bars;
  return {
    markets,
    bars,
    scans: recorded.scans,
    bytesPerCandle: recorded.bytes.length / candles,
    candleBytesPerCandle: candleBytes(recording) / candles,
    growingBytesPerCandle: recorded.growingBytes / candles,
    scanMs: median(recorded.scanMs),
    appendMs: median(recorded.appendMs),
    sealMs: recorded.sealMs,
    openMs: median(openings),
    rounds,
    replayMs: median(await replayTimes(recording)),
  };
}

async function openRecording(bytes: Uint8Array): Promise<Recording> {
  const recording = await Recording.open(bytes, { inflate: nodeInflate, sha256: null });
  await recording.loadCandles();
  return recording;
}

function candleBytes({ frames }: Recording): number {
  return frames.all
    .filter(({ kind }) => kind === KIND.candles)
    .reduce((sum, { offset, end }) => sum + end - offset, 0);
}

async function replayTimes(recording: Recording): Promise<number[]> {
  const session = await openReplaySession(recording);
  const times: number[] = [];
  for (const index of recording.scans.keys()) {
    const startMs = performance.now();
    const { isIdentical } = await session.scanAt(index);
    times.push(performance.now() - startMs);
    if (!isIdentical) throw new Error(`Expected scan ${index} to be the recorded one, got another.`);
  }
  await session.close();
  return times;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
