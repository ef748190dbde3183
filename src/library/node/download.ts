import { join } from 'node:path';
import PQueue from 'p-queue';
import type { ExchangeFeed } from '../../feeds/exchange/exchange-feed.js';
import type { UniverseDecision } from '../../feeds/exchange/markets/exchange-markets.js';
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
  /** As a scan takes them. @default every market of the feed, those among them that do not trade now */
  readonly symbols?: readonly string[] | undefined;
  readonly onKept?: (kept: KeptWindow) => void;
  /** Markets that are done, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface DownloadReport {
  /** `binance-spot-5m` */
  readonly store: string;
  readonly folder: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly markets: number;
  /** Bars that were not there before, and windows that were asked for. */
  readonly bars: number;
  readonly windows: number;
  readonly requests: number;
  /** Markets of the store that the exchange has no longer. */
  readonly gone: number;
  /** Why bars that were asked for cannot be had from this exchange at all; null = they can. */
  readonly unavailable: string | null;
  /** Markets of which something is still to be fetched, and why. */
  readonly incomplete: readonly {
    readonly symbol: string;
    readonly code: string;
    readonly message: string;
  }[];
}

/** Markets that are asked for at once; how fast requests go out is the feed's to say. */
const CONCURRENCY = 8;

/**
 * Brings what a store does not have yet. Every answer is on the disk before it counts: whatever ends the process, the
 * next run asks for the rest.
 * @throws {SquallError} LOCKED (75): another one writes there. CANNOT_CREATE (73). UNKNOWN_SYMBOL, USAGE (64). @throws
 *   the
 * signal's reason.
 */
export async function download(feed: ExchangeFeed, options: DownloadOptions): Promise<DownloadReport> {
  const { root, timeframeMs, fromMs, onKept, onProgress, signal } = options;
  const { exchange } = feed.source;
  if (exchange === undefined) throw new TypeError('Expected the feed of an exchange.');
  const { id, type, baseUrl } = exchange;
  const description = { exchange: id, type, timeframeMs, emulator: baseUrl };
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

/** Ends with the first failure, when what was under way is over. */
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

/** The first bar that an exchange which serves only its newest ones still serves when the next has closed; else −∞. */
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

/** On the grid, and closed at the exchange. @throws {SquallError} USAGE: it is empty. */
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
    throw new SquallError('NO_MARKETS', 'The exchange has no market that was asked for');
  const markets = there.map(({ market }) => market);
  const wanted = new Set(marketsAskedFor(markets, { symbols: symbols ?? null, quote: null }));
  return there.filter(({ market }) => wanted.has(market));
}

function isOfExchange(code: string): boolean {
  return isErrorCode(code) && ERROR_CODES[code].scope === 'exchange';
}
