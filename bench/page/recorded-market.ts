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
  for (let index = 0; index < scans; index++) {
    const asOfMs = endMs - (scans - 1 - index) * stride * TIMEFRAME_MS;
    const { result } = await session.scan({ asOf: asOfMs });
    const { inputsSha256, resultSha256 } = result;
    const outcome = { asOfMs, inputsSha256, resultSha256, settings: {}, summary: null, warnings: [] };
    await writer.append({ outcome: { ...outcome, failure: null }, ...(await answersOf(feed, asOfMs)) });
  }
  await session.close();
  await writer.seal();
  const bytes = new Uint8Array(readFileSync(path));
  rmSync(folder, { recursive: true });
  return { markets, bars, scans, bytes };
}

function openWriter(path: string, { source }: MarketFeed, wasmSha256: string): Promise<RecordingWriter> {
  const header = { squall: 'bench', timeframeMs: TIMEFRAME_MS, bars: WINDOW, preset: DEFAULT_PRESET };
  return RecordingWriter.open(path, { ...header, catalogueVersion: 'bench', wasmSha256, source }, { sha256 });
}

/** What a scan is told at a moment. */
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
