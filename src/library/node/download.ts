import { join } from 'node:path';
import PQueue from 'p-queue';
import type { ExchangeFeed } from '../../feeds/exchange/exchange-feed.js';
import type { UniverseDecision } from '../../feeds/exchange/markets/exchange-markets.js';
import { EMULATED } from '../../market/invented-prices.js';
import { marketsAskedFor } from '../../scanner/universe.js';
import { ERROR_CODES, isErrorCode } from '../../util/error-codes.js';
import { SquallError } from '../../util/squall-error.js';
import { isoTime } from '../../util/iso-time.js';
import { storeName } from '../../store/store-folder.js';
import { StoreWriter } from '../../store/store-writer.js';
import type { Span } from '../../store/spans.js';
import type { KeptWindow } from './download-market.js';
import { downloadMarket, MarketRefusal } from './download-market.js';

export interface DownloadOptions {
  /** Folder of all stores. */
  readonly root: string;
  readonly timeframeMs: number;
  readonly fromMs: number;
  /** @default the last closed bar */
  readonly toMs?: number | undefined;
  /** Patterns and symbols as in a scan. @default every market of the feed, including those not trading now */
  readonly symbols?: readonly string[] | undefined;
  readonly onKept?: (kept: KeptWindow) => void;
  /** Finished markets, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface DownloadReport {
  /** `binance-spot-5m`; of an emulator's candles `emulated-binance-spot-5m` */
  readonly store: string;
  readonly folder: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly markets: number;
  /** Bars that are new to the store, and windows requested. */
  readonly bars: number;
  readonly windows: number;
  readonly requests: number;
  /** Markets of the store that the exchange no longer has. */
  readonly gone: number;
  /** Why requested bars are not available from this exchange at all; null = they are. */
  readonly unavailable: string | null;
  /** Markets with bars still to be fetched, and why. */
  readonly incomplete: readonly {
    readonly symbol: string;
    readonly code: string;
    readonly message: string;
  }[];
}

/** Markets requested at once; the feed limits the rate of requests. */
const CONCURRENCY = 8;

/**
 * Fetches what a store lacks. Every answer is on disk before it counts: however the process ends, the next
 * run requests only the rest.
 * @throws {SquallError} LOCKED (75): another process is writing. CANNOT_CREATE (73). UNKNOWN_SYMBOL, USAGE
 * (64). @throws the signal's reason.
 */
export async function download(feed: ExchangeFeed, options: DownloadOptions): Promise<DownloadReport> {
  const { root, timeframeMs, fromMs, onKept, onProgress, signal } = options;
  const { exchange } = feed.source;
  if (exchange === undefined) throw new TypeError('Expected the feed of an exchange.');
  const name = exchange.baseUrl === null ? exchange.id : `${EMULATED}${exchange.id}`;
  const description = { exchange: name, type: exchange.type, timeframeMs };
  const folder = join(root, storeName(description));
  const writer = await StoreWriter.open(folder, description);
  try {
    const decisions = await feed.universe(false, signal);
    const span = await spanOf(feed, options);
    const wanted = wantedOf(decisions, options.symbols);
    const nowMs = (): number => feed.nowMs();
    const servedFromMs = (): number => firstServedMs(feed, timeframeMs);
    const unavailable = unavailableIn(feed, span, servedFromMs());
    const counts = { bars: 0, windows: 0, done: 0 };
    const incomplete: DownloadReport['incomplete'][number][] = [];
    // Once the exchange as a whole has failed, nothing more is sent.
    let down: MarketRefusal | null = null;
    const one = async ({ market, code }: UniverseDecision): Promise<void> => {
      try {
        if (down !== null) throw down;
        const marketWriter = writer.market(market);
        marketWriter.describe(market, code === 'INACTIVE' ? nowMs() : null);
        await downloadMarket({
          ...{ feed, market, writer: marketWriter, span, servedFromMs, timeframeMs, nowMs, signal },
          onKept: (kept) => {
            counts.windows++;
            counts.bars += kept.bars;
            onKept?.(kept);
          },
        });
      } catch (error) {
        if (!(error instanceof MarketRefusal)) throw error;
        if (isOfExchange(error.code)) down = error;
        incomplete.push({ symbol: market.symbol, code: error.code, message: error.message });
      }
      onProgress?.(++counts.done, wanted.length);
    };
    await runAll(wanted, one);
    const listed = new Set(decisions.map(({ market }) => market.symbol));
    const gone = writer.markGone((symbol) => listed.has(symbol), nowMs());
    const { requests } = feed.traffic();
    const { bars, windows } = counts;
    const found = { markets: wanted.length, bars, windows, requests, gone, unavailable, incomplete };
    return { store: storeName(description), folder, fromMs, toMs: span.toMs, ...found };
  } finally {
    await writer.close();
  }
}

/** Rejects with the first failure, once all running work has ended. */
async function runAll<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<void> {
  const queue = new PQueue({ concurrency: CONCURRENCY });
  const failures: unknown[] = [];
  for (const item of items) {
    void queue.add(async () => {
      if (failures.length === 0) await run(item).catch((error: unknown) => failures.push(error));
    });
  }
  await queue.onIdle();
  if (failures.length > 0) throw failures[0];
}

/**
 * For an exchange that serves only its newest bars, the first one still served when the next has closed;
 * otherwise −∞.
 */
function firstServedMs(feed: ExchangeFeed, timeframeMs: number): number {
  const { mostBars } = feed.session.description.candles;
  if (mostBars === null) return -Infinity;
  return Math.floor(feed.nowMs() / timeframeMs) * timeframeMs - (mostBars - 1) * timeframeMs;
}

function unavailableIn(feed: ExchangeFeed, { fromMs }: Span, servedFromMs: number): string | null {
  if (fromMs >= servedFromMs) return null;
  const { mostBars } = feed.session.description.candles;
  return `${feed.source.detail} serves only its newest ${mostBars} closed bars, none before ${isoTime(servedFromMs)}`;
}

/** On the grid, and closed at the exchange. @throws {SquallError} USAGE: the span is empty. */
async function spanOf(
  feed: ExchangeFeed,
  { timeframeMs, fromMs, toMs, signal }: DownloadOptions,
): Promise<Span> {
  const closedMs = (await feed.lastCloseTimeMs(timeframeMs, signal)) ?? 0;
  const span = {
    fromMs: Math.ceil(fromMs / timeframeMs) * timeframeMs,
    toMs: Math.floor(Math.min(toMs ?? Infinity, closedMs) / timeframeMs) * timeframeMs,
  };
  if (span.fromMs < span.toMs) return span;
  throw new SquallError(
    'USAGE',
    `Expected --from before ${isoTime(span.toMs)}, where the bars to download end, got ${isoTime(fromMs)}`,
  );
}

/** @throws {SquallError} UNKNOWN_SYMBOL, NO_MARKETS */
function wantedOf(
  decisions: readonly UniverseDecision[],
  symbols: readonly string[] | undefined,
): readonly UniverseDecision[] {
  const there = decisions.filter(({ code }) => code === 'IN' || code === 'INACTIVE');
  if (there.length === 0)
    throw new SquallError('NO_MARKETS', 'The exchange has none of the requested markets');
  const markets = there.map(({ market }) => market);
  const wanted = new Set(marketsAskedFor(markets, { symbols: symbols ?? null, quote: null }));
  return there.filter(({ market }) => wanted.has(market));
}

function isOfExchange(code: string): boolean {
  return isErrorCode(code) && ERROR_CODES[code].scope === 'exchange';
}
