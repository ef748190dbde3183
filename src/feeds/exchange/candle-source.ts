import type { CandleColumns } from '../../market/candle-series.js';
import { MAX_FILLED } from '../../market/clean-verdict.js';
import type { MarketBars } from '../../market/feed.js';
import type { DataIssue } from '../../market/data-issue.js';
import type { MarketFacts } from '../../market/market.js';
import { isPlausibleTimeMs, lastClosedOpenTime } from '../../market/timeframe.js';
import type { AdaptedCandles, CandleAdapter, CandleRange } from './adapters/adapter.js';
import { withoutEmptyBars } from './adapters/empty-bars.js';
import { fetchCandles } from './adapters/fetch-candles.js';
import { candleAdapterOf } from './adapters/index.js';
import { tradesPerMinute } from './adapters/trades-per-minute.js';
import {
  CandlesRefused,
  checkPrice,
  checkTrades,
  isChangeReported,
  tickerOf,
  withOpenBar,
} from './candles-and-ticker.js';
import { barsWithOpenOne } from './bars-with-open-one.js';
import type { ExchangeSession } from './exchange-session.js';
import { ExchangeFailure } from './failure.js';
import { PRIORITY } from './limits/gate.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { CandleStore, MergeReport, MissingBars } from './store/candle-store.js';
import type { TickerBoard } from './ticker-board.js';
import type { Unit } from './units/amount.js';
import { inBaseVolume } from './units/base-volume.js';
import { verifyMeanPrice } from './units/verify-mean-price.js';
import { verifyUnits } from './units/verify-units.js';

export interface CandleQuery {
  readonly market: ExchangeMarket;
  readonly timeframeMs: number;
  readonly asOfMs: number;
  readonly count: number;
  readonly priority: number;
  readonly signal: AbortSignal | undefined;
}

/** An answer in base volume, and the evidence for it. */
interface FetchedCandles {
  readonly answer: AdaptedCandles;
  /** Exchange time before the request, UTC ms. */
  readonly nowMs: number;
  /** The ticker's turnover agrees. */
  readonly isVerified: boolean;
  /** The turnover that the bars themselves report agrees. */
  readonly isProven: boolean;
}

/** Candles of an exchange in base volume, and data that comes with them; closed ones are kept. */
export class CandleSource {
  readonly #adapter: CandleAdapter;
  /** The verified unit of a market's volume, from when all of its bars were available. */
  readonly #units = new Map<string, Unit>();

  constructor(
    private readonly session: ExchangeSession,
    private readonly store: CandleStore,
  ) {
    this.#adapter = candleAdapterOf(session.description.ccxtId);
  }

  /** One market's bars, or why there are none. Never rejects except for the signal. */
  async bars(query: CandleQuery, board: TickerBoard | null): Promise<MarketBars> {
    const { market, timeframeMs, asOfMs, count, signal } = query;
    const { symbol } = market;
    try {
      const report = await this.store.update(symbol, timeframeMs, asOfMs, count, async (missing) => {
        const fetched = await this.#ask(query, missing, board);
        return { ...fetched, issueOf: (merged) => this.#wholeIssue(query, merged, fetched, board) };
      });
      const issue = report.issue ?? this.#missingStart(query, report.candles);
      if (issue !== null) return { symbol, error: issue };
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

  /**
   * A few new bars alone are too few to compare with a day's turnover: together with those kept they are
   * enough.
   */
  #wholeIssue(
    { market, timeframeMs }: CandleQuery,
    { candles }: MergeReport,
    fetched: FetchedCandles,
    board: TickerBoard | null,
  ): DataIssue | null {
    if (fetched.isVerified) return null;
    const verdict = verifyUnits({
      market,
      candles: withOpenBar(candles, fetched.answer.candles),
      timeframeMs,
      declared: 'base',
      quoteVolume: null,
      ticker: tickerOf(market, board),
      isProven: fetched.isProven,
    });
    return verdict.kind === 'refused' ? verdict.issue : null;
  }

  async #ask(query: CandleQuery, missing: MissingBars, board: TickerBoard | null): Promise<FetchedCandles> {
    const { market, timeframeMs, asOfMs, priority, signal } = query;
    const { client, description } = this.session;
    const { takesNumberRows: numberRows } = this.#adapter;
    // Read before anything is sent: a bar closed now cannot be half a bar in the answer. Bars later than the
    // scan's are not needed, so that a clock that jumps ahead meanwhile closes none of them either.
    const nowMs = Math.min(client.exchangeTimeMs(), asOfMs);
    const ask = (range: CandleRange): Promise<AdaptedCandles> =>
      this.session.call(
        priority,
        signal,
        (exchange) => this.#adapter.fetch(exchange, market, timeframeMs, range),
        { numberRows, isOfOneMarket: true },
      );
    const fetched = await fetchCandles(ask, description.pagingOf(market), {
      sinceMs: missing.sinceMs,
      limit: description.candles.asksForOpenBar
        ? barsWithOpenOne(missing, timeframeMs, client.exchangeTimeMs())
        : missing.limit,
      timeframeMs,
    });
    const answer = withoutEmptyBars(fetched);
    checkPrice(answer, market, timeframeMs, board);
    return { ...this.#inBase(answer, market, timeframeMs, board), nowMs };
  }

  /** @throws {CandlesRefused} */
  #inBase(
    answer: AdaptedCandles,
    market: ExchangeMarket,
    timeframeMs: number,
    board: TickerBoard | null,
  ): Omit<FetchedCandles, 'nowMs'> {
    const known = this.#units.get(market.symbol);
    const declared = answer.volumeUnit ?? known ?? this.session.description.unitsOf(market).candle;
    const evidence = { market, candles: answer.candles, timeframeMs };
    // The turnover reported by the bars themselves is exact, but from the same source: the ticker is compared
    // as well.
    const byBars = verifyUnits({ ...evidence, declared, quoteVolume: answer.quoteVolume, ticker: null });
    const isProven = byBars.kind === 'verified';
    const unit = byBars.kind === 'refused' ? declared : byBars.unit;
    if (byBars.kind === 'refused' && declared !== null) throw new CandlesRefused(byBars.issue);
    const byTicker = verifyUnits({
      ...evidence,
      declared: unit,
      quoteVolume: null,
      ticker: tickerOf(market, board),
      isProven,
    });
    if (byTicker.kind === 'refused') throw new CandlesRefused(byTicker.issue);
    const isVerified = byTicker.kind === 'verified';
    if (isVerified || isProven) this.#units.set(market.symbol, byTicker.unit);
    const inBase = inBaseVolume(answer, byTicker.unit, market);
    checkTrades(answer);
    const issue = answer.quoteVolume && verifyMeanPrice(inBase.candles, answer.quoteVolume);
    if (issue !== null) throw new CandlesRefused(issue);
    return { answer: inBase, isVerified, isProven };
  }

  /**
   * A window that starts late belongs to a young market, unless the exchange says that it was listed before:
   * then bars are absent, which otherwise looks like a shorter history.
   */
  #missingStart(
    { market, timeframeMs, asOfMs, count }: CandleQuery,
    { openTimeMs }: CandleColumns,
  ): DataIssue | null {
    if (market.listedAtMs === null || openTimeMs.length === 0) return null;
    const wantedMs = lastClosedOpenTime(asOfMs, timeframeMs) - (count - 1) * timeframeMs;
    const latestMs = Math.max(wantedMs, market.listedAtMs) + MAX_FILLED * count * timeframeMs;
    if (openTimeMs[0] <= latestMs) return null;
    // Invalid times are the cleaner's to judge, and in rows without order the first means nothing.
    const firstMs = openTimeMs.reduce((least, timeMs) => Math.min(least, timeMs));
    if (!(firstMs > latestMs) || !openTimeMs.every(isPlausibleTimeMs)) return null;
    const absent = Math.round((firstMs - Math.max(wantedMs, market.listedAtMs)) / timeframeMs);
    const message = `The first ${absent} of ${count} bars are absent, although it was listed before (at most ${100 * MAX_FILLED} %).`;
    return { code: 'DATA_GAP', message };
  }

  #factsOf(
    { market, timeframeMs, asOfMs }: CandleQuery,
    board: TickerBoard | null,
    { candles, tradeCounts }: MergeReport,
  ): Partial<MarketFacts> {
    const counts = this.#adapter.reports.includes('tradeCounts')
      ? tradesPerMinute(candles.openTimeMs, tradeCounts, timeframeMs, asOfMs)
      : null;
    // A turnover that is a volume times a price is good enough to reject by, not to report: the candles are
    // more accurate.
    const isExact = board?.isTurnoverExact(market) ?? true;
    return {
      tradesPerMinute: counts,
      ...(isExact ? {} : { turnover24h: null }),
      ...(isChangeReported(candles, market, timeframeMs, asOfMs, board) ? {} : { change24hPct: null }),
    };
  }
}

/** For the benchmark, before the other markets. */
export function candlePriority(market: ExchangeMarket): number {
  return market.base === 'BTC' ? PRIORITY.benchmark : PRIORITY.candles;
}
