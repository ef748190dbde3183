import { platform } from '#platform';
import type { HistorySource } from '../history/scan-history.js';
import { historyOfSeries } from '../history/scan-history.js';
import { barCount } from '../market/candle-series.js';
import type { CandleSeries } from '../market/candle-series.js';
import type { DataIssueCode } from '../market/data-issue.js';
import type { MarketFeed } from '../market/feed.js';
import type { MarketInfo } from '../market/market.js';
import { findBitcoinOutages } from '../market/outages.js';
import { acquireBatch } from '../scanner/acquire.js';
import { marketsAskedFor } from '../scanner/universe.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import { SquallError } from '../util/squall-error.js';
import { checkFeed } from './given.js';
import { asOfMsOf, timeframeMsOf } from './scan-options.js';

/** The candles of a feed as a history. */
export interface FeedHistory {
  readonly source: HistorySource;
  /** Markets left out, and why. */
  readonly leftOut: readonly { readonly symbol: string; readonly reason: string }[];
}

export interface HistoryOptions {
  /** Length of a bar. @default the feed's own, otherwise 5 minutes */
  readonly timeframeMs?: number;
  /** Bars closed by then are visible, UTC ms. @default the last closed bar of the feed */
  readonly asOfMs?: number;
  /** @default every bar of the feed */
  readonly bars?: number;
  /** Only markets of this quote currency. @default all */
  readonly quote?: string;
  /** Symbols as in a scan: patterns, an unambiguous base currency, any case. @default all */
  readonly symbols?: readonly string[];
  readonly signal?: AbortSignal;
}

/** The same with nothing left open. */
export type HistorySpan = HistoryOptions & Required<Pick<HistoryOptions, 'timeframeMs' | 'asOfMs'>>;

const OPTIONS: OptionTable<HistoryOptions> = {
  timeframeMs: true,
  asOfMs: true,
  bars: true,
  quote: true,
  symbols: true,
  signal: true,
};

/**
 * Reasons to reject a market at one moment but not for good: a delisted coin stays in the history until it
 * was delisted, and a bar near a gap is not judged (docs/history.md).
 */
const OF_A_MOMENT: ReadonlySet<string> = new Set<DataIssueCode>(['DATA_STALE', 'DATA_GAP']);

/** A feed whose candles can be read bar by bar at their source, without holding all of them in memory. */
export interface HistoryFeed extends MarketFeed {
  /** null if not with these options; its bars can still be requested as from any feed. */
  openHistory(options: HistorySpan): FeedHistory | null;
}

/** Five columns of numbers, and whether the bar was filled in. */
const BYTES_A_BAR = 5 * 8 + 1;
const MOST_OF_MEMORY = 0.5;

/** Markets requested at once. */
const BATCH = 50;

/**
 * Reads and cleans the bars of all markets of a feed. A market whose bars cannot be trusted is left out and reported.
 *
 * @example
 * const { source } = await readHistory(await fromFiles('candles/'));
 * const { screens } = await edge({ source, screens: ['default'] });
 * @throws {SquallError} USAGE: not a feed, or an unknown option; NO_DATA: no bar is closed; UNKNOWN_SYMBOL;
 *   NO_MARKETS: none is left; MEM_PRESSURE: they do not fit in memory; whatever the feed throws.
 */
export async function readHistory(feed: MarketFeed, options: HistoryOptions = {}): Promise<FeedHistory> {
  checkFeed(feed);
  checkOptionNames('readHistory', options, OPTIONS);
  const { quote, symbols, signal, timeframeMs = timeframeMsOf({}, feed) } = options;
  const { asOfMs = await asOfMsOf(feed, timeframeMs, signal ? { signal } : {}) } = options;
  const opened = isHistoryFeed(feed) ? feed.openHistory({ ...options, timeframeMs, asOfMs }) : null;
  if (opened !== null) return opened;
  const { bars = Number.MAX_SAFE_INTEGER } = options;
  const listed = marketsAskedFor(await feed.markets(signal), {
    symbols: symbols ?? null,
    quote: quote ?? null,
  });
  const request = { feed, timeframeMs, asOfMs, barCount: bars, signal, tickersOf: async () => new Map() };
  const usable: { readonly market: MarketInfo; readonly series: CandleSeries }[] = [];
  const leftOut = [];
  let bytes = 0;
  for (let first = 0; first < listed.length; first += BATCH) {
    for (const { market, series, issues, error } of await acquireBatch(
      request,
      listed.slice(first, first + BATCH),
    )) {
      const problems = [error, ...issues.filter(({ code }) => !OF_A_MOMENT.has(code))];
      const [reason] = problems.flatMap((problem) => (problem === null ? [] : [problem.message]));
      if (series !== null && reason === undefined) {
        usable.push({ market, series });
        bytes += BYTES_A_BAR * barCount(series);
      } else leftOut.push({ symbol: market.symbol, reason: reason ?? 'no usable bar' });
    }
    checkMemory(bytes, Math.min(1, (first + BATCH) / listed.length));
    await platform.pause();
  }
  if (usable.length === 0) {
    throw new SquallError('NO_MARKETS', `${feed.source.detail}: no market has usable bars`);
  }
  const outages =
    feed.outages?.(timeframeMs) ??
    (await findBitcoinOutages(
      usable.filter(({ market }) => market.base === 'BTC').map(timesOf),
      async () => usable.filter(({ market }) => market.base !== 'BTC').map(timesOf),
      timeframeMs,
    ));
  // Lets signals and timers run between chunks.
  const source: HistorySource = { ...historyOfSeries(usable, outages), prepare: () => platform.pause() };
  return { source, leftOut };
}

/** Open times of the bars that the source had. */
function timesOf({ series: { openTimeMs, filled } }: { readonly series: CandleSeries }): Float64Array {
  return filled.includes(1) ? openTimeMs.filter((_, bar) => filled[bar] === 0) : openTimeMs;
}

/** The bars have to leave room for the kernels. @param share  of the markets read so far */
function checkMemory(bytes: number, share: number): void {
  const { bounds } = platform.memoryReader({})();
  const [limitBytes] = bounds
    .filter(({ of }) => of !== 'heap')
    .map((bound) => bound.limitBytes)
    .sort((a, b) => a - b);
  const neededBytes = bytes / share;
  if (limitBytes === undefined || neededBytes <= MOST_OF_MEMORY * limitBytes) return;
  const [needed, limit] = [neededBytes, limitBytes].map((size) => `${(size / 2 ** 30).toFixed(1)} GiB`);
  throw new SquallError(
    'MEM_PRESSURE',
    `The bars of all markets take ${needed} of the ${limit} available; fewer markets or bars, or a candle store, need less.`,
  );
}

function isHistoryFeed(feed: MarketFeed): feed is HistoryFeed {
  return 'openHistory' in feed;
}
