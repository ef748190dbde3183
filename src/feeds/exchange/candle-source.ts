import type { CandleColumns } from '../../market/candle-series.js';
import { MAX_FILLED } from '../../market/clean-verdict.js';
import type { MarketBars } from '../../market/feed.js';
import type { DataIssue } from '../../market/data-issue.js';
import type { MarketFacts } from '../../market/market.js';
import { isPlausibleTimeMs, lastClosedOpenTime } from '../../market/timeframe.js';
import type { AdaptedCandles, CandleAdapter } from './adapters/adapter.js';
import { fetchCandles } from './adapters/fetch-candles.js';
import { candleAdapterOf } from './adapters/index.js';
import { tradesPerMinute } from './adapters/trades-per-minute.js';
import type { CcxtExchange } from './ccxt-shapes.js';
import type { ExchangeSession } from './exchange-session.js';
import { ExchangeFailure } from './failure.js';
import { PRIORITY } from './limits/gate.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { CandleStore, MissingBars } from './store/candle-store.js';
import type { TickerBoard } from './ticker-board.js';
import type { Unit } from './units/amount.js';
import { inBaseVolume } from './units/base-volume.js';
import { verifyMeanPrice } from './units/verify-mean-price.js';
import { verifyPrice } from './units/verify-price.js';
import type { UnitEvidence } from './units/verify-units.js';
import { verifyUnits } from './units/verify-units.js';

export interface CandleQuery {
  readonly market: ExchangeMarket;
  readonly timeframeMs: number;
  readonly asOfMs: number;
  readonly count: number;
  readonly priority: number;
  readonly signal: AbortSignal | undefined;
}

/** Candles that the ticker of their market contradicts: the market is left out with the reason. */
class CandlesRefused extends Error {
  constructor(readonly issue: DataIssue) {
    super(issue.message);
  }
}

/** Candles of an exchange in base volume, and what comes with them; closed ones are kept. */
export class CandleSource {
  readonly #adapter: CandleAdapter;
  /** What the volume of a market turned out to be counted in, when all of its bars were there to tell. */
  readonly #units = new Map<string, Unit>();

  constructor(
    private readonly session: ExchangeSession,
    private readonly store: CandleStore,
  ) {
    this.#adapter = candleAdapterOf(session.description.ccxtId);
  }

  /** One market's bars, or why there are none. Never rejects but for the signal. */
  async bars(query: CandleQuery, board: TickerBoard | null): Promise<MarketBars> {
    const { market, timeframeMs, asOfMs, count, signal } = query;
    const { symbol } = market;
    try {
      const report = await this.store.update(symbol, timeframeMs, asOfMs, count, (missing) =>
        this.#ask(query, missing, board),
      );
      const issue = report.issue ?? this.#missingStart(query, report.candles);
      if (issue !== null) return { symbol, error: issue };
      // A few new bars alone are too little to compare with a day's turnover: with those that were kept they are enough.
      const whole = verifyUnits({
        market,
        candles: report.candles,
        timeframeMs,
        declared: 'base',
        quoteVolume: null,
        ticker: tickerOf(market, board),
      });
      if (whole.kind === 'refused') {
        this.store.forget(symbol, timeframeMs);
        return { symbol, error: whole.issue };
      }
      return { symbol, candles: report.candles, facts: this.#factsOf(query, board, report) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof CandlesRefused) return { symbol, error: error.issue };
      if (error instanceof ExchangeFailure) {
        return { symbol, error: { code: error.code, message: error.message } };
      }
      throw error;
    }
  }

  async #ask(
    { market, timeframeMs, asOfMs, priority, signal }: CandleQuery,
    missing: MissingBars,
    board: TickerBoard | null,
  ): Promise<{ answer: AdaptedCandles; nowMs: number }> {
    const { client } = this.session;
    const ask = async (exchange: CcxtExchange): Promise<{ answer: AdaptedCandles; nowMs: number }> => {
      // Taken before anything is sent: what is closed now cannot be half a bar in the answer. Later bars than the scan's
      // are not needed, so that a clock that jumps ahead meanwhile closes none of them either.
      const closedAtMs = Math.min(client.exchangeTimeMs(), asOfMs);
      const candles = await fetchCandles(this.#adapter, exchange, market, timeframeMs, missing);
      return { answer: candles, nowMs: closedAtMs };
    };
    const { takesNumberRows: numberRows } = this.#adapter;
    const { answer, nowMs } = await this.session.call(priority, signal, ask, { numberRows });
    checkPrice(answer, market, timeframeMs, board);
    return { answer: this.#inBase(answer, market, timeframeMs, board), nowMs };
  }

  /** @throws {CandlesRefused} */
  #inBase(
    answer: AdaptedCandles,
    market: ExchangeMarket,
    timeframeMs: number,
    board: TickerBoard | null,
  ): AdaptedCandles {
    const known = this.#units.get(market.symbol);
    const declared = answer.volumeUnit ?? known ?? this.session.description.unitsOf(market).candle;
    const evidence = { market, candles: answer.candles, timeframeMs };
    // What the bars themselves tell of their turnover is exact, but comes from the same hand: the ticker is asked as well.
    const byBars = verifyUnits({ ...evidence, declared, quoteVolume: answer.quoteVolume, ticker: null });
    const unit = byBars.kind === 'refused' ? declared : byBars.unit;
    if (byBars.kind === 'refused' && declared !== null) throw new CandlesRefused(byBars.issue);
    const byTicker = verifyUnits({
      ...evidence,
      declared: unit,
      quoteVolume: null,
      ticker: tickerOf(market, board),
    });
    if (byTicker.kind === 'refused') throw new CandlesRefused(byTicker.issue);
    if (byTicker.kind === 'verified' || byBars.kind === 'verified') {
      this.#units.set(market.symbol, byTicker.unit);
    }
    const inBase = inBaseVolume(answer, byTicker.unit, market);
    checkTrades(answer);
    const issue = answer.quoteVolume && verifyMeanPrice(inBase.candles, answer.quoteVolume);
    if (issue !== null) throw new CandlesRefused(issue);
    return inBase;
  }

  /**
   * A window that begins late is that of a young market, unless the exchange says that it was listed before: then bars
   * are absent, which no other can tell from a shorter history.
   */
  #missingStart(
    { market, timeframeMs, asOfMs, count }: CandleQuery,
    { openTimeMs }: CandleColumns,
  ): DataIssue | null {
    if (market.listedAtMs === null || openTimeMs.length === 0) return null;
    const wantedMs = lastClosedOpenTime(asOfMs, timeframeMs) - (count - 1) * timeframeMs;
    const latestMs = Math.max(wantedMs, market.listedAtMs) + MAX_FILLED * count * timeframeMs;
    if (openTimeMs[0] <= latestMs) return null;
    // Times that are none are the cleaner's to judge, and of rows in no order the first is none in particular.
    const firstMs = openTimeMs.reduce((least, timeMs) => Math.min(least, timeMs));
    if (!(firstMs > latestMs) || !openTimeMs.every(isPlausibleTimeMs)) return null;
    const absent = Math.round((firstMs - Math.max(wantedMs, market.listedAtMs)) / timeframeMs);
    const message = `The first ${absent} of ${count} bars are absent, although it was listed before (at most ${100 * MAX_FILLED} %).`;
    return { code: 'DATA_GAP', message };
  }

  #factsOf(
    { market, timeframeMs, asOfMs }: CandleQuery,
    board: TickerBoard | null,
    { candles, tradeCounts }: { candles: { openTimeMs: Float64Array }; tradeCounts: Float64Array },
  ): Partial<MarketFacts> {
    const counts = this.#adapter.tells.includes('tradeCounts')
      ? tradesPerMinute(candles.openTimeMs, tradeCounts, timeframeMs, asOfMs)
      : null;
    // A turnover that is a volume times a price is good enough to rule out, not to report: the candles tell better.
    const isExact = board?.isTurnoverExact(market) ?? true;
    return { tradesPerMinute: counts, ...(isExact ? {} : { turnover24h: null }) };
  }
}

/** The turnover to compare with, where the exchange tells one that is not itself a guess. */
function tickerOf(market: ExchangeMarket, board: TickerBoard | null): UnitEvidence['ticker'] {
  const turnover = board?.turnoverOf(market) ?? null;
  const timeMs = board?.timeOf(market) ?? null;
  if (turnover === null || timeMs === null || turnover.provenance === 'estimated') return null;
  return { turnover24h: turnover.turnover24h, timeMs };
}

/** Where trades are counted, something was traded. @throws {CandlesRefused} */
function checkTrades({ candles: { volume }, tradeCounts }: AdaptedCandles): void {
  const row = tradeCounts?.findIndex((count, index) => count > 0 && volume[index] === 0) ?? -1;
  if (row < 0) return;
  const message = `A bar counts ${tradeCounts?.[row]} trades and a volume of 0.`;
  throw new CandlesRefused({ code: 'DATA_INVALID', message });
}

/** @throws {CandlesRefused} */
function checkPrice(
  { candles }: AdaptedCandles,
  market: ExchangeMarket,
  timeframeMs: number,
  board: TickerBoard | null,
): void {
  const ticker = board?.tickers.get(market.symbol);
  if (board === null || ticker === undefined) return;
  const issue = verifyPrice(candles, timeframeMs, { ...ticker, timeMs: board.timeOf(market) });
  if (issue !== null) throw new CandlesRefused(issue);
}

/** Of a market that all others are compared with, before theirs. */
export function candlePriority(market: ExchangeMarket): number {
  return market.base === 'BTC' ? PRIORITY.reference : PRIORITY.candles;
}
