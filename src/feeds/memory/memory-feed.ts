import type { RawCandles } from '../../market/candle-series.js';
import type { MarketBars, MarketFeed } from '../../market/feed.js';
import { NO_DETAILS } from '../../market/feed.js';
import type { MarketInfo } from '../../market/market.js';
import type { MarketTimes } from '../../market/outages.js';
import { findOutages, outageWarning } from '../../market/outages.js';
import { marketFromSymbol } from '../../market/spelling.js';
import { commonSpacing, countSpacings } from '../../market/spacing.js';
import { isPlausibleTimeMs } from '../../market/timeframe.js';
import { isoTime } from '../../util/iso-time.js';
import { SquallError } from '../../util/squall-error.js';
import type { GivenCandles } from './given-candles.js';
import { candlesOf, marketsGiven } from './given-candles.js';

export type { CandleRow, GivenCandles, MarketCandles, MarketRows } from './given-candles.js';

/**
 * A source of candles already in memory. All must have the timeframe being scanned; the scan cleans and
 * judges them like those of files: gaps, duplicates and impossible bars are reported per market.
 * @param nowMs  UTC ms: bars that close later are not closed yet; they are left out and reported.
 * @throws {SquallError} USAGE: an invalid or duplicate symbol, columns that differ in length, times that are
 * not in milliseconds, or input that is not candles.
 */
export function memoryFeed(candles: GivenCandles, nowMs: number): MarketFeed {
  const bySymbol = new Map<string, { market: MarketInfo; candles: RawCandles }>();
  for (const given of marketsGiven(candles)) {
    const market = marketFromSymbol(given.symbol);
    if (market === null)
      throw usage(`Expected a symbol such as BTC/USDT, got ${JSON.stringify(given.symbol)}.`);
    if (bySymbol.has(market.symbol)) throw usage(`Expected each market once, got ${market.symbol} twice.`);
    bySymbol.set(market.symbol, { market, candles: candlesOf(market.symbol, given) });
  }
  let openBars: readonly number[] = [];
  /** By timeframe. */
  const away = new Map<number, ReadonlySet<number>>();
  const outages = (timeframeMs: number): ReadonlySet<number> => {
    const known = away.get(timeframeMs) ?? outagesOf([...bySymbol.values()].map(timesOf), timeframeMs);
    away.set(timeframeMs, known);
    return known;
  };
  return {
    source: { kind: 'candles', detail: `${bySymbol.size} markets in memory`, hasLiveFacts: false },
    isMetered: false,

    async markets() {
      return [...bySymbol.values()].map(({ market }) => market);
    },

    async lastCloseTimeMs(timeframeMs) {
      const all = [...bySymbol.values()].flatMap(({ candles: columns }) => Array.from(columns.openTimeMs));
      const isClosed = (openTimeMs: number): boolean => openTimeMs + timeframeMs <= nowMs;
      openBars = all.filter((openTimeMs) => !isClosed(openTimeMs));
      const last = all.reduce(
        (newest, timeMs) => (isClosed(timeMs) && timeMs > newest ? timeMs : newest),
        -Infinity,
      );
      return last === -Infinity ? null : last + timeframeMs;
    },

    async bars(symbols, timeframeMs) {
      return symbols.map((symbol): MarketBars => {
        const known = bySymbol.get(symbol);
        if (known !== undefined) return { symbol, candles: closedOnly(known.candles, nowMs - timeframeMs) };
        return { symbol, error: { code: 'MARKET_GONE', message: `There are no candles of ${symbol}.` } };
      });
    },

    tickers: async () => new Map(),
    details: async () => NO_DETAILS,
    outages,
    warnings: () => [
      ...(openBars.length === 0 ? [] : [leftOut(openBars)]),
      ...[...away].flatMap(([timeframeMs, times]) => outageWarning(times, timeframeMs)),
    ],
  };
}

/** None for rows of another timeframe, which have gaps everywhere. */
function outagesOf(markets: readonly MarketTimes[], timeframeMs: number): ReadonlySet<number> {
  const tally = new Map<number, number>();
  for (const { openTimeMs } of markets) countSpacings(openTimeMs, tally);
  return commonSpacing(tally) === timeframeMs ? findOutages(markets, timeframeMs) : new Set();
}

function timesOf({ market, candles }: { market: MarketInfo; candles: RawCandles }): MarketTimes {
  return { openTimeMs: candles.openTimeMs.filter(isPlausibleTimeMs), isBitcoin: market.base === 'BTC' };
}

/** The rows that open at or before a time; not copied if that is all of them. */
function closedOnly(candles: RawCandles, lastOpenMs: number): RawCandles {
  if (candles.openTimeMs.every((timeMs) => timeMs <= lastOpenMs)) return candles;
  const isClosed = (_: number, row: number): boolean => candles.openTimeMs[row] <= lastOpenMs;
  const { symbol, openTimeMs, open, high, low, close, volume } = candles;
  const [t, o, h, l, c, v] = [openTimeMs, open, high, low, close, volume].map((column) =>
    column.filter(isClosed),
  );
  return { symbol, openTimeMs: t, open: o, high: h, low: l, close: c, volume: v };
}

function leftOut(openTimes: readonly number[]): string {
  const bars = openTimes.length === 1 ? 'a bar that was' : `${openTimes.length} bars that were`;
  const newest = openTimes.reduce((a, b) => Math.max(a, b));
  const opened = Math.abs(newest) <= 8.64e15 ? `, the newest opened at ${isoTime(newest)}` : '';
  return `Left out ${bars} still forming${opened}`;
}

function usage(message: string): SquallError {
  return new SquallError('USAGE', message);
}
