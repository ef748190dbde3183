import { checkOptionNames } from '../../util/option-names.js';
import type { MarketBars, MarketFeed } from '../../market/feed.js';
import { NO_DETAILS } from '../../market/feed.js';
import type { MarketFacts } from '../../market/market.js';
import { SquallError } from '../../util/squall-error.js';
import { aggregateCandles, copyCandles } from './candle-columns.js';
import { CandleGenerator } from './candle-generator.js';
import { createExchangeView, type ExchangeView } from './exchange-view.js';
import { factsAt } from './facts.js';
import { groundTruthOf, type PlantedTruth } from './ground-truth.js';
import { powerOfTen } from './numeric.js';
import { createUniverse, type MarketProfile } from './simulated-markets.js';
import {
  BAR_MS,
  DEFAULT_AS_OF_MS,
  WORLD_END_MS,
  WORLD_START_MS,
  barAt,
  checkAsOf,
  checkTimeframe,
} from './world.js';

export interface SimulatedFeedOptions {
  /** Selects the world; integer, 0…2^32 − 1. @default 1 */
  readonly seed?: number;
  /** 1…20,000; the first market is BTC. @default 400 */
  readonly marketCount?: number;
  /** @default 'USDT' */
  readonly quote?: string;
  /** Swaps have open interest, spot markets have none. @default 'spot' */
  readonly type?: 'spot' | 'swap';
  /** Planted events: 1 = about one in five days per market; 0 = none, at most 2.5. @default 1 */
  readonly eventRate?: number;
}

/** What a simulated market knows that a real one does not. */
export interface SimulatedMarket {
  /** The span of the world and its default as-of time, UTC ms. */
  readonly world: { readonly startMs: number; readonly endMs: number; readonly defaultAsOfMs: number };
  /** The planted events that start in [fromMs, toMs), by time and then by symbol. */
  groundTruth(fromMs: number, toMs: number): readonly PlantedTruth[];
}

/**
 * A whole exchange generated from a seed, for demos, load and tests. Every candle is a function of seed,
 * market and time: the same bytes in every JavaScript engine, whatever was requested before, in any order or
 * batch.
 * The world lasts from 2025-01-01T00:00Z for 90 days. Its candles are of 5 minutes; coarser ones are
 * aggregated from them. A challenge for breakout detectors: besides planted breakouts there are planted
 * fakeouts, random jumps, young, dead, suspended and stopped markets, stablecoins, leveraged tokens, and
 * unreadable books. `groundTruth` lists the planted ones.
 * `active` in `markets()` is that of the default as-of time. Turnover and change in `tickers()` are those of
 * the 5 minute candles of the last 24 h, exactly: Σ volume · ((high + low + close) / 3), and close against
 * the first open. Spread, depths and imbalance are those of `exchange.book`, the quote currency counted as a
 * dollar.
 * @throws {SquallError} (usage) an option outside its range.
 */
export function createSimulatedFeed(
  options: SimulatedFeedOptions = {},
): MarketFeed & SimulatedMarket & { readonly exchange: ExchangeView } {
  checkOptionNames('simulate', options, ['seed', 'marketCount', 'quote', 'type', 'eventRate']);
  const { seed = 1, marketCount = 400, quote = 'USDT', type = 'spot', eventRate = 1 } = options;
  checkRange('seed', seed, 0, 0xffff_ffff, true);
  checkRange('marketCount', marketCount, 1, 20_000, true);
  checkRange('eventRate', eventRate, 0, 2.5, false);
  const universe = createUniverse({ seed, marketCount, quote, type, eventRate });
  const bySymbol = new Map(universe.map((market) => [market.info.symbol, market]));
  const generator = new CandleGenerator(universe[0], eventRate);

  return {
    exchange: createExchangeView(generator, bySymbol),
    source: { kind: 'simulated', detail: `seed ${seed}, ${marketCount} markets`, hasLiveFacts: true },
    isMetered: false,
    world: { startMs: WORLD_START_MS, endMs: WORLD_END_MS, defaultAsOfMs: DEFAULT_AS_OF_MS },

    async markets() {
      return universe.map((market) => market.info);
    },

    async lastCloseTimeMs(timeframeMs) {
      checkTimeframe(timeframeMs);
      return Math.floor(DEFAULT_AS_OF_MS / timeframeMs) * timeframeMs;
    },

    async bars(symbols, timeframeMs, count, asOfMs, signal) {
      checkTimeframe(timeframeMs);
      checkAsOf(asOfMs);
      return symbols.map((symbol): MarketBars => {
        signal?.throwIfAborted();
        const market = bySymbol.get(symbol);
        if (market === undefined) return { symbol, error: goneError(symbol) };
        return { symbol, candles: { symbol, ...candlesOf(generator, market, timeframeMs, count, asOfMs) } };
      });
    },

    async tickers(symbols, asOfMs) {
      checkAsOf(asOfMs);
      const facts = new Map<string, MarketFacts>();
      for (const symbol of symbols) {
        const market = bySymbol.get(symbol);
        const found = market === undefined ? null : factsAt(generator, market, barAt(asOfMs));
        if (found !== null) facts.set(symbol, found);
      }
      return facts;
    },

    details: async () => NO_DETAILS,

    groundTruth: (fromMs, toMs) => groundTruthOf(generator, universe, fromMs, toMs),
  };
}

/** The last `count` bars closed at `asOfMs`; for a market that has stopped, the last before it did. */
function candlesOf(
  generator: CandleGenerator,
  market: MarketProfile,
  timeframeMs: number,
  count: number,
  asOfMs: number,
) {
  const barsEach = timeframeMs / BAR_MS;
  const closed = Math.floor((asOfMs - WORLD_START_MS) / timeframeMs);
  const end = Math.min(closed, Math.ceil(market.endBar / barsEach));
  const base = generator.generate(market, (end - count) * barsEach, end * barsEach);
  return barsEach === 1
    ? copyCandles(base)
    : aggregateCandles(base, timeframeMs, powerOfTen(market.lotDecimals));
}

function goneError(symbol: string) {
  return { code: 'MARKET_GONE', message: `The simulated market does not list ${symbol}.` };
}

function checkRange(name: string, value: number, min: number, max: number, whole: boolean): void {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return;
  const kind = whole ? 'an integer' : 'a number';
  throw new SquallError('USAGE', `Expected ${name} to be ${kind} from ${min} to ${max}, got ${value}.`);
}
