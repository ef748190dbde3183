import type { PagedMarket } from '../adapters/adapter.js';
import type { CandlePaging } from '../adapters/candle-paging.js';
import { fetchBook } from '../adapters/fetch-book.js';
import { fetchInterestHistory, fetchInterestNow, interestCallsOf } from '../adapters/fetch-interest.js';
import { candleAdapterOf } from '../adapters/index.js';
import { TIMEFRAMES, parseTimeframe } from '../../../market/timeframe.js';
import { SquallError } from '../../../util/squall-error.js';
import { ccxtCosts } from '../limits/costs/ccxt-costs.js';
import { costsOf } from '../limits/costs/index.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import { loadExchange } from '../transport/load-exchange.js';
import type { CcxtExchange } from '../transport/load-exchange.js';
import { ccxtIdOf, fetchMarkets } from '../transport/market-scope.js';
import type { MarketType } from '../transport/market-scope.js';
import { unitsOf } from '../units/unit-table.js';
import type {
  BookTraits,
  CallDescription,
  CandleTraits,
  ExchangeDescription,
  TickerTraits,
} from './exchange-description.js';
import type { KnownTraits } from './known-traits.js';
import { knownTraits } from './known-traits.js';
import { refusalOf } from './refusal.js';
import { REHEARSAL_MS, Rehearsal } from './rehearsal.js';
import { sampleCcxtMarket, sampleMarket } from './sample-market.js';

const NOT_OFFERED: CallDescription = { obstacle: 'not offered', requests: [] };
const TICKERS: TickerTraits = {
  hasPrice: true,
  hasBidsAsks: true,
  turnoverField: null,
  hasTurnover: true,
  percentage: 'day',
};
/**
 * Levels per side, first those that cost no more than fewer would; then those that some clients insist on.
 */
const BOOK_LEVELS = [100, 150, 50, 20] as const;
/** Bars requested in a rehearsal, and the distance of their start from the end. */
const SAMPLE_BARS = 100;
const USUAL_TIMEFRAME = '5m';

/** A client without a network, and the subjects of its calls. */
interface Stage {
  readonly exchange: CcxtExchange;
  readonly ccxtId: string;
  readonly market: ExchangeMarket;
  readonly rehearsal: Rehearsal;
  readonly known: KnownTraits;
  readonly pagingOf: ExchangeDescription['pagingOf'];
}

/**
 * What an exchange can do for one type of markets: from the client's metadata, from what its calls would
 * send, and from our own tables. Nothing is sent.
 * @throws {SquallError} exit 64: unknown exchange, no markets of this type or no candles at all.
 */
export async function describeExchange(id: string, type: MarketType): Promise<ExchangeDescription> {
  const exchange = await loadExchange(id, type);
  const ccxtId = ccxtIdOf(id, type);
  const known = knownTraits(ccxtId, type);
  const { rateLimit, api } = exchange as { rateLimit: number; api?: unknown };
  const costs = costsOf(id, type) ?? ccxtCosts({ exchangeId: id, rateLimitMs: rateLimit, api });
  const timeframes = TIMEFRAMES.filter((name) => Object.hasOwn(exchange.timeframes, name));
  const market = sampleMarket(exchange, type);
  const rehearsal = new Rehearsal(exchange, sampleCcxtMarket(exchange, type));
  const { features } = exchange;
  const pagingOf = (asked: PagedMarket = market): CandlePaging =>
    candleAdapterOf(ccxtId).paging(ccxtId, asked, features);
  const stage = { exchange, ccxtId, market, rehearsal, known, pagingOf };
  const candles = await candlesOf(stage, timeframes);
  const book = await bookOf(stage);
  const calls = { ...(await otherCalls(stage, type)), candles: candles.call, orderBook: book.call };
  for (const [call, obstacle] of Object.entries(known.obstacles ?? {})) {
    calls[call as keyof typeof calls] = { obstacle, requests: [] };
  }
  const tickers = { ...TICKERS, ...known.tickers };
  const units = unitsOf(ccxtId, market);
  const hasBarTurnover = candleAdapterOf(ccxtId).reports.includes('quoteVolume');
  return {
    id,
    type,
    ccxtId,
    refusal: refusalOf({ id, type, calls, tickers, timeframes }, units, hasBarTurnover),
    timeframes,
    calls,
    candles: candles.traits,
    tickers,
    book: book.traits,
    costs,
    pagingOf,
    unitsOf: (asked) => unitsOf(ccxtId, asked),
  };
}

/** The same, or why there is nothing to describe. @throws {SquallError} exit 64: unknown exchange. */
export async function describeOrRefuse(
  id: string,
  type: MarketType,
): Promise<
  ExchangeDescription | { readonly id: string; readonly type: MarketType; readonly refusal: string }
> {
  try {
    return await describeExchange(id, type);
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    return { id, type, refusal: error.message };
  }
}

/** Calls that need only the client. */
async function otherCalls({ exchange, ccxtId, market, rehearsal }: Stage, type: MarketType) {
  const has = exchange.has as Readonly<Record<string, unknown>>;
  const offered = async (
    name: string,
    call: (client: CcxtExchange) => Promise<unknown>,
    isOurs = true,
  ): Promise<CallDescription> => (isOurs && Boolean(has[name]) ? rehearsal.of(call) : NOT_OFFERED);
  const interest = interestCallsOf(ccxtId);
  const isSwap = type === 'swap';
  return {
    markets: await rehearsal.of((client) => fetchMarkets(client, type)),
    time: await offered('fetchTime', (client) => client.fetchTime()),
    tickers: await offered('fetchTickers', (client) => client.fetchTickers()),
    bidsAsks: await offered('fetchBidsAsks', (client) => client.fetchBidsAsks()),
    openInterest: await offered(
      'fetchOpenInterest',
      (client) => fetchInterestNow(client, market, interest),
      isSwap,
    ),
    interestHistory: await offered(
      'fetchOpenInterestHistory',
      (client) => fetchInterestHistory(client, market, interest, REHEARSAL_MS),
      isSwap && interest.history !== null,
    ),
  };
}

async function candlesOf(
  { ccxtId, market, rehearsal, known, pagingOf }: Stage,
  timeframes: readonly string[],
): Promise<{ readonly call: CallDescription; readonly traits: CandleTraits }> {
  const adapter = candleAdapterOf(ccxtId);
  const timeframe = timeframes.includes(USUAL_TIMEFRAME) ? USUAL_TIMEFRAME : timeframes.at(0);
  const { maxBars, countsFrom, goesBack } = pagingOf();
  const limit = Math.min(SAMPLE_BARS, maxBars ?? SAMPLE_BARS);
  const askedFrom = (barsBefore: number): Promise<CallDescription> =>
    rehearsal.of(async (client) => {
      const timeframeMs = parseTimeframe(timeframe ?? USUAL_TIMEFRAME);
      const sinceMs = REHEARSAL_MS - barsBefore * timeframeMs;
      await adapter.fetch(client, market, timeframeMs, { sinceMs, limit });
    });
  const call = timeframe === undefined ? NOT_OFFERED : await askedFrom(5 * limit);
  const other = timeframe === undefined ? NOT_OFFERED : await askedFrom(4 * limit);
  // A start time that does not change the request is not honoured, unless an end can be requested instead.
  const honoursSince = goesBack || JSON.stringify(call.requests) !== JSON.stringify(other.requests);
  const traits = {
    maxBars,
    honoursSince,
    countsFromEnd: countsFrom === 'end',
    includesRunning: true,
    asksForOpenBar: !adapter.reports.includes('quoteVolume'),
    omitsEmptyBars: null,
  };
  const merged = { ...traits, ...known.candles };
  // One of the newest bars returned is still running.
  const mostBars = merged.honoursSince || merged.maxBars === null ? null : merged.maxBars - 1;
  return { call, traits: { mostBars, ...merged } };
}

async function bookOf({
  exchange,
  ccxtId,
  market,
  rehearsal,
}: Stage): Promise<{ readonly call: CallDescription; readonly traits: BookTraits }> {
  let call = NOT_OFFERED;
  if (exchange.has.fetchOrderBook !== true) return { call, traits: { levels: BOOK_LEVELS[0] } };
  for (const levels of BOOK_LEVELS) {
    call = await rehearsal.of((client) => fetchBook(ccxtId, client, market, levels));
    if (call.obstacle !== 'needs parameters') return { call, traits: { levels } };
  }
  return { call, traits: { levels: BOOK_LEVELS[0] } };
}
