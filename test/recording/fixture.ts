import { readFileSync } from 'node:fs';
import { webInflate } from '../../src/codec/web/inflate.js';
import { nodeInflate } from '../../src/codec/node/deflate.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import type { RawCandles } from '../../src/market/candle-series.js';
import type { MarketBars, MarketDetails } from '../../src/market/feed.js';
import type { MarketFacts } from '../../src/market/market.js';
import { NO_FACTS } from '../../src/market/market.js';
import { sha256 } from '../../src/platform/node.js';
import type { RecordingHeader } from '../../src/recording/format/recording-header.js';
import type { RecordedScan } from '../../src/recording/reader/recorded-scan.js';
import type { Recording } from '../../src/recording/reader/recording.js';
import { RecordingWriter } from '../../src/recording/writer/recording-writer.js';
import type { ScanToRecord } from '../../src/recording/writer/scan-encoder.js';

const TIMEFRAME_MS = 300_000;
export const READER = { inflate: nodeInflate, sha256 };
/** As a browser reads: no hash, its own decompression. */
export const WEB_READER = { inflate: webInflate, sha256: null };

export const HEADER: RecordingHeader = {
  squall: '0.1.0',
  timeframeMs: TIMEFRAME_MS,
  bars: 40,
  preset: { name: 'default', filters: { surgeLong: { min: 1.5 } } },
  catalogueVersion: '1',
  wasmSha256: 'ab'.repeat(32),
  source: { kind: 'simulated', detail: 'seed 1, 6 markets', hasLiveFacts: true },
};

export interface SimulatedScans {
  readonly scans: number;
  readonly markets?: number;
  readonly bars?: number;
}

/**
 * Scans of the simulated market one bar apart, with all that can happen: markets that were not requested,
 * errors, a bar corrected later, duplicates, values that are not numbers, facts in stages, unreadable books.
 */
export async function simulatedScans({
  scans,
  markets = 6,
  bars = 40,
}: SimulatedScans): Promise<ScanToRecord[]> {
  const feed = createSimulatedFeed({ marketCount: markets });
  const list = await feed.markets();
  const symbols = list.map(({ symbol }) => symbol);
  const startMs = feed.world.defaultAsOfMs - scans * TIMEFRAME_MS;
  return Promise.all(
    Array.from({ length: scans }, async (_, index): Promise<ScanToRecord> => {
      const asOfMs = startMs + index * TIMEFRAME_MS;
      const asked = symbols.filter((_symbol, place) => (place + index) % 5 !== 4);
      const answers = await feed.bars(asked, TIMEFRAME_MS, bars, asOfMs);
      const facts = await feed.tickers(symbols, asOfMs);
      return {
        outcome: outcomeOf(asOfMs, index, asked),
        isMetered: true,
        markets:
          index < scans / 2
            ? list
            : list.map((market, at) => (at === 1 ? { ...market, active: false } : market)),
        facts: { atMs: asOfMs + 1_000, bySymbol: facts },
        bars: {
          atMs: asOfMs + 2_000,
          answers: answers.map((answer, place) => spoiled(answer, index, place)),
        },
        details: { atMs: asOfMs + 3_000, bySymbol: detailsOf(asked.slice(0, 3), index) },
      };
    }),
  );
}

function outcomeOf(asOfMs: number, index: number, asked: readonly string[]): ScanToRecord['outcome'] {
  return {
    asOfMs,
    settings: { onMissing: 'skip', symbols: null },
    inputsSha256: sha256([`inputs ${index}`]),
    resultSha256: sha256([`result ${index}`]),
    summary: { ranking: asked.map((symbol, place) => [symbol, 2.5 - place / 7]) },
    warnings: index % 2 === 0 ? [] : ['The list of markets is old.'],
    failure: index === 3 ? { code: 'INTERRUPTED', message: 'Ctrl-C came first.' } : null,
  };
}

function spoiled(answer: MarketBars, scan: number, place: number): MarketBars {
  if ('error' in answer) return answer;
  const { symbol } = answer;
  if (place === 1 && scan % 3 === 1)
    return { symbol, error: { code: 'NET_TIMEOUT', message: 'No answer within 10 s.' } };
  const candles = copyOf(answer.candles);
  const count = candles.open.length;
  if (place === 2 && scan === 2 && count > 4) {
    candles.close[count - 3] += 0.1 + 0.2;
    candles.openTimeMs[count - 2] = candles.openTimeMs[count - 3];
    candles.volume[0] = NaN;
    candles.low[1] = -0;
  }
  return place === 3
    ? { symbol, candles, facts: { usdPerQuote: 1 / 3, provenance: 'estimated' } }
    : { symbol, candles };
}

function copyOf(candles: RawCandles): RawCandles {
  const { symbol, openTimeMs, open, high, low, close, volume } = candles;
  return {
    symbol,
    openTimeMs: openTimeMs.slice(),
    open: open.slice(),
    high: high.slice(),
    low: low.slice(),
    close: close.slice(),
    volume: volume.slice(),
  };
}

function detailsOf(symbols: readonly string[], index: number): Map<string, MarketDetails> {
  return new Map(
    symbols.map((symbol, place): [string, MarketDetails] => [
      symbol,
      place === 1
        ? { error: { code: 'BAD_BODY', message: 'Not JSON: <html>' } }
        : { facts: { spreadBps: 10 / (3 + index), imbalance: null, depth05Usd: 12_345.678 } },
    ]),
  );
}

/** Facts as a feed gives them, for a test that needs one market's. */
export function someFacts(turnover24h: number): MarketFacts {
  return { ...NO_FACTS, turnover24h };
}

/** All that a scan was reported, in a form that two of them can be compared by: NaN and −0 count. */
export interface ScanAnswers {
  readonly outcome: unknown;
  readonly isMetered: boolean;
  readonly markets: unknown;
  readonly facts: unknown;
  readonly bars: readonly unknown[];
  readonly details: unknown;
}

export function answersGiven(scan: ScanToRecord): ScanAnswers {
  const { outcome, isMetered, markets, facts, bars, details } = scan;
  return {
    outcome,
    isMetered,
    markets,
    facts: facts && { atMs: facts.atMs, entries: [...facts.bySymbol] },
    bars: bars?.answers ?? [],
    details: details && { atMs: details.atMs, entries: [...details.bySymbol] },
  };
}

export function answersRecorded(scan: RecordedScan): ScanAnswers {
  const { inputs, isMetered, ...outcome } = scan.record;
  return {
    outcome,
    isMetered,
    markets: scan.markets,
    facts: scan.facts && { atMs: scan.facts.atMs, entries: [...scan.facts.bySymbol] },
    bars: scan.bars(scan.askedSymbols),
    details: scan.details && { atMs: scan.details.atMs, entries: [...scan.details.bySymbol] },
  };
}

/**
 * One text for the contents of every scan, or why it cannot be read: equality here is equality to the bit,
 * except −0.
 */
export async function readableScans(recording: Recording): Promise<Map<number, string>> {
  const texts = new Map<number, string>();
  for (const [index, { number }] of recording.scans.entries()) {
    try {
      texts.set(number, fingerprint(answersRecorded(await recording.scanAt(index))));
    } catch (error) {
      if ((error as { code?: string }).code !== 'REC_CORRUPT') throw error;
    }
  }
  return texts;
}

/** Every number in its 64 bits. */
export function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (member instanceof Float64Array) return Buffer.from(member.slice().buffer).toString('base64');
    return typeof member === 'number' && (Object.is(member, -0) || Number.isNaN(member))
      ? String(1 / member)
      : member;
  });
}

/** Writes scans to a new file at the path and gives its bytes. */
export async function recordTo(
  path: string,
  scans: readonly ScanToRecord[],
  isSealed: boolean,
): Promise<Uint8Array> {
  const writer = await RecordingWriter.open(path, HEADER, { sha256 });
  for (const scan of scans) await writer.append(scan);
  await (isSealed ? writer.seal() : writer.close());
  // A copy: `slice` of a Buffer is a view, and tests change what they have sliced.
  return new Uint8Array(readFileSync(path));
}
