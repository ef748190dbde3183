import { spreadBpsOf } from '../../market/order-book.js';
import type { MarketFacts } from '../../market/market.js';
import { NO_FACTS } from '../../market/market.js';
import type { CcxtTicker } from './ccxt-shapes.js';
import type { ExchangeDescription } from './description/exchange-description.js';
import type { ExchangeSession } from './exchange-session.js';
import { ExchangeFailure } from './failure.js';
import { PRIORITY } from './limits/gate.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { MarketTicker } from './markets/read-ticker.js';
import { readTicker } from './markets/read-ticker.js';
import type { TickerTraits } from './description/exchange-description.js';
import type { Turnover } from './units/ticker-turnover.js';
import { tickerTurnover } from './units/ticker-turnover.js';
import type { UsdRate, UsdRates } from './units/usd-rates.js';
import { createUsdRates } from './units/usd-rates.js';

/** What the tickers of one moment say about all markets. */
export interface TickerBoard {
  readonly tickers: ReadonlyMap<string, MarketTicker>;
  /**
   * When the market's ticker was created, UTC ms; without that, when it was requested. null without a ticker.
   */
  timeOf(market: ExchangeMarket): number | null;
  /** 24 h turnover of a market; null if its ticker lacks it. */
  turnoverOf(market: ExchangeMarket): Turnover | null;
  /** Whether that turnover is the exchange's own figure, to the last digit. */
  isTurnoverExact(market: ExchangeMarket): boolean;
  /** USD per unit of the market's quote currency; null if no market leads there. */
  rateOf(market: ExchangeMarket): UsdRate | null;
  factsOf(market: ExchangeMarket): MarketFacts;
  /** Symbols that have a ticker but are not in the market list. */
  readonly unlisted: number;
}

/**
 * Requests all tickers in one call, and the best bids and asks in another if the tickers lack them.
 * @throws {ExchangeFailure} also BAD_SCHEMA for an answer without a single ticker of a listed market.
 */
export async function fetchTickerBoard(
  session: ExchangeSession,
  markets: ReadonlyMap<string, ExchangeMarket>,
  signal?: AbortSignal,
): Promise<TickerBoard> {
  const { client, description } = session;
  const { turnoverField } = description.tickers;
  const { answer, askedAtMs } = await session.call(PRIORITY.tickers, signal, async (exchange) => {
    const sentAtMs = client.exchangeTimeMs();
    return { answer: await exchange.fetchTickers(), askedAtMs: sentAtMs };
  });
  const tickers = new Map<string, MarketTicker>();
  let unlisted = 0;
  for (const ticker of Object.values(answer) as CcxtTicker[]) {
    if (typeof ticker.symbol !== 'string') continue;
    if (markets.has(ticker.symbol)) tickers.set(ticker.symbol, readTicker(ticker, turnoverField));
    else unlisted++;
  }
  if (tickers.size === 0) {
    throw new ExchangeFailure('BAD_SCHEMA', `${client.id}: expected tickers of its markets, got none.`, {
      scope: 'exchange',
    });
  }
  const quoted = [...tickers.values()].filter(({ bid, ask }) => bid !== null && ask !== null).length;
  if (quoted === 0 && description.calls.bidsAsks.obstacle === null)
    await addBidsAsks(session, tickers, signal);
  const rates = createUsdRates([...markets.values()], tickers);
  return boardOf({ tickers, rates, description, unlisted, askedAtMs });
}

/**
 * Optional: without them each candidate's book has the same later. @throws the signal's reason when aborted.
 */
async function addBidsAsks(
  session: ExchangeSession,
  tickers: Map<string, MarketTicker>,
  signal?: AbortSignal,
): Promise<void> {
  const answer = await bidsAsksOf(session, signal);
  for (const ticker of Object.values(answer) as CcxtTicker[]) {
    const known = typeof ticker.symbol === 'string' ? tickers.get(ticker.symbol) : undefined;
    if (known === undefined) continue;
    const { bid, ask } = readTicker(ticker);
    tickers.set(ticker.symbol as string, { ...known, bid, ask });
  }
}

async function bidsAsksOf(session: ExchangeSession, signal?: AbortSignal): Promise<object> {
  try {
    return await session.call(PRIORITY.tickers, signal, (exchange) => exchange.fetchBidsAsks());
  } catch (error) {
    if (!(error instanceof ExchangeFailure)) throw error;
    return {};
  }
}

interface BoardParts {
  readonly tickers: ReadonlyMap<string, MarketTicker>;
  readonly rates: UsdRates;
  readonly description: ExchangeDescription;
  readonly unlisted: number;
  readonly askedAtMs: number;
}

function boardOf({ tickers, rates, description, unlisted, askedAtMs }: BoardParts): TickerBoard {
  const { tickers: traits, unitsOf } = description;
  const turnoverOf = (market: ExchangeMarket): Turnover | null => {
    const ticker = tickers.get(market.symbol);
    return ticker === undefined ? null : tickerTurnover(ticker, market, unitsOf(market));
  };
  const rateOf = (market: ExchangeMarket): UsdRate | null => rates(market.quote);
  return {
    tickers,
    unlisted,
    timeOf: ({ symbol }) => {
      const ticker = tickers.get(symbol);
      return ticker === undefined ? null : (ticker.timeMs ?? askedAtMs);
    },
    turnoverOf,
    isTurnoverExact: (market) => traits.hasTurnover && turnoverOf(market)?.provenance === 'measured',
    rateOf,
    factsOf: (market) => {
      const ticker = tickers.get(market.symbol);
      const rate = rateOf(market);
      if (ticker === undefined) return { ...NO_FACTS, usdPerQuote: rate?.usd ?? null };
      return {
        ...NO_FACTS,
        spreadBps: spreadBpsOf(ticker.bid, ticker.ask),
        turnover24h: turnoverOf(market)?.turnover24h ?? null,
        change24hPct: dayChangeOf(ticker, traits),
        usdPerQuote: rate?.usd ?? null,
        provenance: 'measured',
      };
    },
  };
}

/** Converted to percent if it is a fraction of 1; null if it is not a change over 24 h. */
function dayChangeOf({ change24hPct }: MarketTicker, { percentage }: TickerTraits): number | null {
  if (percentage === 'day') return change24hPct;
  return percentage === 'fraction' && change24hPct !== null ? 100 * change24hPct : null;
}
