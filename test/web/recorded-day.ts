import { CATALOGUE_VERSION } from '../../src/indicators/catalogue-version.js';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPreset, openSession } from '../../src/index.js';
import { sha256 } from '../../src/platform/node.js';
import { RecordingWriter } from '../../src/recording/writer/recording-writer.js';
import { barsToAcquire } from '../../src/scanner/scan-request.js';
import { simulatedSource } from '../../web/model/simulated-source.js';

const TIMEFRAME_MS = 300_000;
const BARS = 300;

export interface RecordedDay {
  readonly moments: number;
  readonly markets?: number;
  /** Other names than the market's own, in their order. */
  readonly symbols?: readonly string[];
  /** What the source says wherever it says something in words, bases and quotes too; its second market has no bars. */
  readonly saying?: string;
  /** What the recording calls its preset. @default 'default' */
  readonly presetName?: string;
  /** The recorded hash of this moment is another one. */
  readonly wrongAt?: number;
  /** False: in its state during recording. @default true */
  readonly isSealed?: boolean;
}

/** Bytes of a recording of the simulated market, with the results that Node has computed. */
export async function recordedDay({
  moments,
  markets = 40,
  symbols = [],
  saying,
  presetName = 'default',
  wrongAt,
  isSealed = true,
}: RecordedDay): Promise<Uint8Array> {
  const source = await simulatedSource({ marketCount: markets, momentCount: moments, bars: BARS });
  const renamedFeed = await renamed(source.scanAt(0), symbols);
  const named = saying === undefined ? renamedFeed : talkative(renamedFeed, saying);
  const preset = { ...loadPreset('default'), name: presetName };
  const session = await openSession(named, { ...source.options, preset });
  const folder = mkdtempSync(join(tmpdir(), 'squall-day-'));
  const path = join(folder, 'day.squall');
  const writer = await RecordingWriter.open(
    path,
    {
      squall: saying ?? '0.1.0',
      timeframeMs: TIMEFRAME_MS,
      bars: BARS,
      preset,
      catalogueVersion: CATALOGUE_VERSION,
      wasmSha256: 'ab'.repeat(32),
      source: named.source,
    },
    { sha256 },
  );
  const list = await named.markets();
  const names = list.map(({ symbol }) => symbol);
  for (const [index, { asOfMs }] of source.moments.entries()) {
    const { result } = await session.scan({ asOf: asOfMs });
    await writer.append({
      outcome: {
        asOfMs,
        settings: {},
        inputsSha256: result.inputsSha256,
        resultSha256: index === wrongAt ? '0'.repeat(64) : result.resultSha256,
        summary: null,
        warnings: saying === undefined ? [] : [saying],
        failure: null,
      },
      isMetered: false,
      markets: list,
      facts: { atMs: asOfMs, bySymbol: await named.tickers(names, asOfMs) },
      bars: {
        atMs: asOfMs,
        answers: await named.bars(names, TIMEFRAME_MS, barsToAcquire(BARS, TIMEFRAME_MS), asOfMs),
      },
      details: null,
    });
  }
  await (isSealed ? writer.seal() : writer.close());
  const bytes = new Uint8Array(readFileSync(path));
  rmSync(folder, { recursive: true });
  return bytes;
}

type Feed = Awaited<ReturnType<Awaited<ReturnType<typeof simulatedSource>>['scanAt']>>;

/** The same markets under other names: possible names on an exchange. */
async function renamed(given: Promise<Feed>, symbols: readonly string[]): Promise<Feed> {
  const feed = await given;
  const list = await feed.markets();
  const nameOf = new Map(list.map(({ symbol }, at) => [symbol, symbols[at] ?? symbol]));
  const originalOf = new Map([...nameOf].map(([original, name]) => [name, original]));
  const originals = (names: readonly string[]): string[] => names.map((name) => originalOf.get(name) ?? name);
  return {
    ...feed,
    markets: async () => list.map((market) => ({ ...market, symbol: nameOf.get(market.symbol) ?? '' })),
    tickers: async (names, asOfMs) => {
      const facts = await feed.tickers(originals(names), asOfMs);
      return new Map([...facts].map(([symbol, known]) => [nameOf.get(symbol) ?? symbol, known]));
    },
    bars: async (names, timeframeMs, count, asOfMs) => {
      const answers = await feed.bars(originals(names), timeframeMs, count, asOfMs);
      return answers.map((answer, at) =>
        'error' in answer
          ? { ...answer, symbol: names[at] }
          : { ...answer, symbol: names[at], candles: { ...answer.candles, symbol: names[at] } },
      );
    },
  };
}

/** Says the same everywhere. */
function talkative(feed: Feed, saying: string): Feed {
  return {
    ...feed,
    source: { ...feed.source, detail: saying },
    markets: async () => (await feed.markets()).map((market) => ({ ...market, base: saying, quote: saying })),
    bars: async (names, timeframeMs, count, asOfMs) => {
      const answers = await feed.bars(names, timeframeMs, count, asOfMs);
      return answers.map((answer, at) =>
        at === 1 ? { symbol: names[at], error: { code: 'NET_RESET', message: saying } } : answer,
      );
    },
  };
}
