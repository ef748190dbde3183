import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { openSession } from '../../src/library/session.js';
import type { MarketFeed } from '../../src/market/feed.js';
import { sha256 } from '../../src/platform/node.js';
import { DEFAULT_PRESET } from '../../src/presets/default.js';
import { RecordingWriter } from '../../src/recording/writer/recording-writer.js';
import { barsToAcquire } from '../../src/scanner/scan-request.js';
import { windowFeed } from '../../web/model/window-feed.js';

const TIMEFRAME_MS = 300_000;
const WINDOW = 500;

export interface RecordedMarket {
  readonly markets: number;
  /** Candles of each market. */
  readonly bars: number;
  readonly scans: number;
  /** A sealed recording. */
  readonly bytes: Uint8Array;
  /** Bytes of the file before it was sealed. */
  readonly growingBytes: number;
  /** Time per scan, the extra time of recording it, and of sealing, ms. */
  readonly scanMs: readonly number[];
  readonly appendMs: readonly number[];
  readonly sealMs: number;
}

/** The simulated market, scanned every `stride` bars until each market has `bars` candles, and recorded. */
export async function recordMarket(markets: number, bars: number, stride: number): Promise<RecordedMarket> {
  const simulated = createSimulatedFeed({ marketCount: markets });
  const endMs = simulated.world.defaultAsOfMs;
  const feed = await windowFeed(simulated, { timeframeMs: TIMEFRAME_MS, bars, endMs });
  const scans = Math.floor((bars - WINDOW) / stride) + 1;
  const folder = mkdtempSync(join(tmpdir(), 'squall-bench-'));
  const path = join(folder, 'market.squall');
  const session = await openSession(feed, { engine: 'simd', bars: WINDOW });
  const writer = await openWriter(path, feed, String(session.wasmSha256));
  const scanMs: number[] = [];
  const appendMs: number[] = [];
  for (let index = 0; index < scans; index++) {
    const asOfMs = endMs - (scans - 1 - index) * stride * TIMEFRAME_MS;
    const scan = await timed(() => session.scan({ asOf: asOfMs }));
    scanMs.push(scan.ms);
    const { result } = scan.value;
    const { inputsSha256, resultSha256 } = result;
    const outcome = { asOfMs, inputsSha256, resultSha256, settings: {}, summary: null, warnings: [] };
    const answers = await answersOf(feed, asOfMs);
    const append = await timed(() => writer.append({ outcome: { ...outcome, failure: null }, ...answers }));
    appendMs.push(append.ms);
  }
  await session.close();
  const growingBytes = writer.byteLength;
  const { ms: sealMs } = await timed(() => writer.seal());
  const bytes = new Uint8Array(readFileSync(path));
  rmSync(folder, { recursive: true });
  return { markets, bars, scans, bytes, growingBytes, scanMs, appendMs, sealMs };
}

async function timed<Value>(run: () => Promise<Value>): Promise<{ value: Value; ms: number }> {
  const startMs = performance.now();
  const value = await run();
  return { value, ms: performance.now() - startMs };
}

function openWriter(path: string, { source }: MarketFeed, wasmSha256: string): Promise<RecordingWriter> {
  const header = { squall: 'bench', timeframeMs: TIMEFRAME_MS, bars: WINDOW, preset: DEFAULT_PRESET };
  return RecordingWriter.open(path, { ...header, catalogueVersion: 'bench', wasmSha256, source }, { sha256 });
}

/** The inputs of a scan at a moment. */
async function answersOf(feed: MarketFeed, asOfMs: number) {
  const markets = await feed.markets();
  const symbols = markets.map(({ symbol }) => symbol);
  const count = barsToAcquire(WINDOW, TIMEFRAME_MS);
  return {
    isMetered: false,
    markets,
    facts: { atMs: asOfMs, bySymbol: await feed.tickers(symbols, asOfMs) },
    bars: { atMs: asOfMs, answers: await feed.bars(symbols, TIMEFRAME_MS, count, asOfMs) },
    details: null,
  };
}
