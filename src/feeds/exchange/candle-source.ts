import type { MarketBars } from '../../market/feed.js';
import type { MarketFacts } from '../../market/market.js';
import type { AdaptedCandles, CandleAdapter } from './adapters/adapter.js';
import { fetchCandles } from './adapters/fetch-candles.js';
import { candleAdapterOf } from './adapters/index.js';
import { tradesPerMinute } from './adapters/trades-per-minute.js';
import type { ExchangeSession } from './exchange-session.js';
import { ExchangeFailure } from './failure.js';
import { PRIORITY } from './limits/gate.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { CandleStore, MissingBars } from './store/candle-store.js';
import type { TickerBoard } from './ticker-board.js';
import type { Unit } from './units/amount.js';
import { inBaseVolume } from './units/base-volume.js';
import { unitsOf } from './units/unit-table.js';
import { verifyUnits } from './units/verify-units.js';

export interface CandleQuery {
  readonly market: ExchangeMarket;
  readonly timeframeMs: number;
  readonly asOfMs: number;
  readonly count: number;
  readonly priority: number;
  readonly signal: AbortSignal | undefined;
}

/** A volume that no unit explains: the market is left out with the reason. */
class UnitRefused extends Error {}

/** Candles of an exchange in base volume, and what comes with them; closed ones are kept. */
export class CandleSource {
  readonly #adapter: CandleAdapter;
  /** What the volume of a market turned out to be counted in, when all of its bars were there to tell. */
  readonly #units = new Map<string, Unit>();

  constructor(
    private readonly session: ExchangeSession,
    private readonly store: CandleStore,
  ) {
    this.#adapter = candleAdapterOf(session.ccxtId);
  }

  /** One market's bars, or why there are none. Never rejects but for the signal. */
  async bars(query: CandleQuery, board: TickerBoard | null): Promise<MarketBars> {
    const { market, timeframeMs, asOfMs, count, signal } = query;
    const { symbol } = market;
    try {
      const report = await this.store.update(symbol, timeframeMs, asOfMs, count, (missing) =>
        this.#ask(query, missing, board),
      );
      if (report.issue !== null) return { symbol, error: report.issue };
      return { symbol, candles: report.candles, facts: this.#factsOf(query, board, report) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof UnitRefused)
        return { symbol, error: { code: 'DATA_UNIT', message: error.message } };
      if (error instanceof ExchangeFailure) {
        return { symbol, error: { code: error.code, message: error.message } };
      }
      throw error;
    }
  }

  async #ask(
    { market, timeframeMs, priority, signal }: CandleQuery,
    missing: MissingBars,
    board: TickerBoard | null,
  ): Promise<{ answer: AdaptedCandles; nowMs: number }> {
    const { client } = this.session;
    const { answer, nowMs } = await this.session.call(priority, signal, async (exchange) => {
      // Taken before anything is sent: what is closed now cannot be half a bar in the answer.
      const sentAtMs = client.exchangeTimeMs();
      const candles = await fetchCandles(this.#adapter, exchange, market, timeframeMs, missing);
      return { answer: candles, nowMs: sentAtMs };
    });
    return { answer: this.#inBase(answer, market, timeframeMs, board), nowMs };
  }

  /** @throws {UnitRefused} */
  #inBase(
    answer: AdaptedCandles,
    market: ExchangeMarket,
    timeframeMs: number,
    board: TickerBoard | null,
  ): AdaptedCandles {
    const known = this.#units.get(market.symbol);
    const declared = answer.volumeUnit ?? known ?? unitsOf(this.session.ccxtId, market).candle;
    const turnover = board?.turnoverOf(market) ?? null;
    const timeMs = board?.tickers.get(market.symbol)?.timeMs ?? null;
    const isTold = turnover !== null && turnover.provenance === 'measured' && timeMs !== null;
    const verdict = verifyUnits({
      market,
      candles: answer.candles,
      timeframeMs,
      declared,
      quoteVolume: answer.quoteVolume,
      ticker: isTold ? { turnover24h: turnover.turnover24h, timeMs } : null,
    });
    if (verdict.kind === 'refused') throw new UnitRefused(verdict.issue.message);
    if (verdict.kind === 'verified') this.#units.set(market.symbol, verdict.unit);
    return inBaseVolume(answer, verdict.unit, market);
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
    const isEstimated = board?.turnoverOf(market)?.provenance === 'estimated';
    return { tradesPerMinute: counts, ...(isEstimated ? { turnover24h: null } : {}) };
  }
}

/** Of a market that all others are compared with, before theirs. */
export function candlePriority(market: ExchangeMarket): number {
  return market.base === 'BTC' ? PRIORITY.reference : PRIORITY.candles;
}
