import { promises as fs } from 'node:fs';
import type { MarketBars, MarketDetails, MarketFeed, SourceTraffic } from '../../market/feed.js';
import type { DataIssue } from '../../market/data-issue.js';
import type { MarketFacts } from '../../market/market.js';
import { formatTimeframe } from '../../market/timeframe.js';
import { SquallError } from '../../util/squall-error.js';
import { CandleSource, candlePriority } from './candle-source.js';
import { fetchDetails } from './detail-source.js';
import { ExchangeSession } from './exchange-session.js';
import type { SessionOptions } from './exchange-session.js';
import type { ExchangeFailure } from './failure.js';
import { plannedExchange } from './description/scan-requests.js';
import { timeframeRefusal } from './description/refusal.js';
import type { ChosenBars } from './limits/choose-bars.js';
import { chooseBars } from './limits/choose-bars.js';
import { MarketList } from './market-list.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { UniverseDecision } from './markets/exchange-markets.js';
import { selectExchangeUniverse } from './markets/exchange-markets.js';
import { CandleStore } from './store/candle-store.js';
import { MarketCache } from './files/market-cache.js';
import type { TickerBoard } from './ticker-board.js';
import { fetchTickerBoard } from './ticker-board.js';
import { ccxtVersion } from './transport/exchange-ids.js';
import { withoutAddresses } from './transport/redact.js';

export interface ExchangeFeedOptions extends SessionOptions {
  /** Only markets of this quote currency; null = all. */
  readonly quote: string | null;
  /** Maximum bars that a scan will request. */
  readonly maxBars: number;
}

/** Markets whose candles are kept from scan to scan. */
const MAX_SERIES = 5_000;

/** A whole exchange as a feed: tickers, candles and books requested in that order, closed candles kept. */
export interface ExchangeFeed extends MarketFeed {
  readonly session: ExchangeSession;
  /** Its market list is old or in doubt, and refreshing it failed. */
  warnings(): readonly string[];
  /** Why refreshing it failed; null = it is fresh. */
  listFailure(): ExchangeFailure | null;
  /**
   * Every market of the exchange, and why it is in or out. @param withTickers  also judges price and trades
   */
  universe(withTickers: boolean, signal?: AbortSignal): Promise<readonly UniverseDecision[]>;
  /** @throws {SquallError} exit 64: it has no candles of this timeframe. Nothing is sent. */
  checkTimeframe(timeframeMs: number): void;
  /** Requests made before candles, for tools of earlier versions. */
  readonly stages: Pick<MarketFeed, 'tickers'>;
  readonly plan: {
    /**
     * As many bars as wanted, or fewer if the weight steps in between (at least `least`) or no more are
     * available.
     */
    cheapestBars(wanted: number, least: number): ChosenBars;
  };
  /** Exchange time, UTC ms. */
  nowMs(): number;
  /** Since the feed was opened. */
  traffic(): SourceTraffic;
  /** Problem of the exchange as a whole since the scan started; null = none. */
  failure(): SquallError | null;
  close(): Promise<void>;
}

/**
 * Opens an exchange; nothing is sent yet. @throws {SquallError} exit 64: unknown exchange, type or base URL.
 */
export async function openExchangeFeed(options: ExchangeFeedOptions): Promise<ExchangeFeed> {
  const { id, type, quote, maxBars, clock, stateFolder, warn, baseUrl } = options;
  const session = await ExchangeSession.open(options);
  const list = new MarketList(
    session,
    new MarketCache({ fs, clock, folder: stateFolder }),
    ccxtVersion(),
    warn,
  );
  const candles = new CandleSource(session, new CandleStore({ maxBars, maxSeries: MAX_SERIES }));
  let board: TickerBoard | null = null;

  const decide = async (tickers: TickerBoard | null, signal?: AbortSignal): Promise<UniverseDecision[]> =>
    selectExchangeUniverse(
      [...(await list.get(signal)).values()],
      { type, quote, classes: null, minAgeDays: null, nowMs: session.client.exchangeTimeMs() },
      tickers?.tickers ?? null,
    );
  const known = async (symbol: string): Promise<ExchangeMarket> => {
    const market = list.find(symbol) ?? (await list.get()).get(symbol);
    if (market === undefined) throw new Error(`Expected a market of ${id}, got ${symbol}.`);
    return market;
  };
  const tickers: MarketFeed['tickers'] = async (symbols, _asOfMs, signal) => {
    session.beginScan();
    board = await fetchTickerBoard(session, await list.get(signal), signal);
    list.compare(board);
    // From here on it decides which candles are closed.
    await session.learnTime(signal);
    const facts = new Map<string, MarketFacts>();
    for (const symbol of symbols) facts.set(symbol, board.factsOf(await known(symbol)));
    return facts;
  };

  return {
    source: {
      kind: 'exchange',
      detail: `${id} ${type}${baseUrl === undefined ? '' : ` at ${baseUrl}`}`,
      hasLiveFacts: true,
      exchange: { id, type, baseUrl: baseUrl ?? null, client: `ccxt ${ccxtVersion()}` },
    },
    isMetered: true,
    session,
    checkTimeframe(timeframeMs) {
      const refusal = timeframeRefusal(session.description, formatTimeframe(timeframeMs));
      if (refusal !== null) throw new SquallError('USAGE', refusal);
    },
    plan: {
      cheapestBars: (wanted, least) => chooseBars(plannedExchange(session.description), wanted, least),
    },

    async markets(signal) {
      const decisions = await decide(null, signal);
      return decisions.filter(({ isIn }) => isIn).map(({ market }) => market);
    },

    async lastCloseTimeMs(timeframeMs, signal) {
      // Needed anyway, and its answer contains the time as well.
      await list.get(signal);
      await session.learnTime(signal);
      return Math.floor(session.client.exchangeTimeMs() / timeframeMs) * timeframeMs;
    },

    tickers,
    stages: { tickers },

    async bars(symbols, timeframeMs, count, asOfMs, signal) {
      return Promise.all(
        symbols.map(async (symbol): Promise<MarketBars> => {
          const market = await known(symbol);
          if (board !== null && board.rateOf(market) === null) return unpriced(market);
          const priority = candlePriority(market);
          const bars = await candles.bars({ market, timeframeMs, asOfMs, count, priority, signal }, board);
          if ('error' in bars && bars.error.code === 'MARKET_GONE') list.doubt();
          return withoutAddress(bars);
        }),
      );
    },

    async details(symbols, asOfMs, signal) {
      list.release();
      const details = new Map<string, MarketDetails>();
      await Promise.all(
        symbols.map(async (symbol) => {
          if (board === null) throw new Error('Expected tickers to be requested before details.');
          const fetched = await fetchDetails(session, await known(symbol), board, asOfMs, signal);
          details.set(symbol, withoutAddress(fetched));
        }),
      );
      return details;
    },

    async universe(withTickers, signal) {
      const tickers = withTickers ? await fetchTickerBoard(session, await list.get(signal), signal) : null;
      return decide(tickers, signal);
    },

    listFailure: () => list.failure,
    warnings: () => (list.warning === null ? [] : [withoutAddresses(list.warning)]),
    nowMs: () => session.client.exchangeTimeMs(),
    traffic: () => trafficOf(session),
    failure: () => session.failure,
    async close() {
      await list.settled();
      await session.close();
    },
  };
}

function trafficOf({ client, gate }: ExchangeSession): SourceTraffic {
  const { sent, weight, failed, rateLimited, peakInFlight, peakConcurrency } = gate.stats;
  const { wireBytes, connections, reusedConnections } = client.traffic;
  return {
    requests: sent,
    weight,
    failed,
    rateLimited,
    wireBytes,
    connections,
    reusedConnections,
    peakInFlight,
    peakConcurrency,
  };
}

/** The address of an emulator is not part of a result. */
function withoutAddress<Fetched extends object>(fetched: Fetched): Fetched {
  if (!('error' in fetched)) return fetched;
  const { error } = fetched as { readonly error: DataIssue };
  return { ...fetched, error: { ...error, message: withoutAddresses(error.message) } };
}

function unpriced({ symbol, quote }: ExchangeMarket): MarketBars {
  const message = `No conversion from ${quote} to USD, so its figures cannot be compared.`;
  return { symbol, error: { code: 'DATA_UNIT', message } };
}
