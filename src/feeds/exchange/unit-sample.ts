import { DAY_MS, parseTimeframe } from '../../market/timeframe.js';
import { fetchCandles } from './adapters/fetch-candles.js';
import { candleAdapterOf } from './adapters/index.js';
import type { ExchangeDescription } from './description/exchange-description.js';
import type { ExchangeSession } from './exchange-session.js';
import { ExchangeFailure } from './failure.js';
import { PRIORITY } from './limits/gate.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { TickerBoard } from './ticker-board.js';
import { verifyUnits } from './units/verify-units.js';
import type { UnitVerdict } from './units/verify-units.js';

/** The usual one, and the replacement for exchanges without it. */
const SAMPLE_TIMEFRAMES = ['5m', '15m', '30m', '1h', '1m'];
/** Positions of the sample in the ranking by turnover: the busiest market, and two that are less so. */
const PLACES = [0, 0.25, 0.5];

/** What a day of candles of one market says about the unit of its volume. */
export interface UnitCheck {
  readonly symbol: string;
  readonly kind: UnitVerdict['kind'] | 'failed';
  /** null if none was found. */
  readonly unit: string | null;
  /** Turnover of candles over that of the exchange; null if they were not compared. */
  readonly ratio: number | null;
  /** Why it is not verified; null if it is. */
  readonly reason: string | null;
}

export interface UnitSample {
  readonly checks: readonly UnitCheck[];
  /**
   * Failure of the whole exchange, which ended the sample; failures of one market are only in its `failed`.
   */
  readonly failure: ExchangeFailure | null;
}

/** Checks the units of at most three markets, one call each. */
export async function sampleUnits(
  session: ExchangeSession,
  markets: readonly ExchangeMarket[],
  board: TickerBoard,
): Promise<UnitSample> {
  const checks: UnitCheck[] = [];
  for (const market of sampleOf(markets, board)) {
    try {
      checks.push(checkOf(market.symbol, await verdictOf(session, market, board)));
    } catch (error) {
      if (!(error instanceof ExchangeFailure)) throw error;
      const { message: reason, scope } = error;
      checks.push({ symbol: market.symbol, kind: 'failed', unit: null, ratio: null, reason });
      if (scope === 'exchange') return { checks, failure: error };
    }
  }
  return { checks, failure: null };
}

/**
 * By turnover; if no ticker reports one, those that have a price: their bars may show the unit of their
 * volume.
 */
function sampleOf(markets: readonly ExchangeMarket[], board: TickerBoard): ExchangeMarket[] {
  const busy = markets
    .flatMap((market) => {
      const turnover = board.turnoverOf(market)?.turnover24h ?? 0;
      const usd = turnover * (board.rateOf(market)?.usd ?? 0);
      return usd > 0 ? [{ market, usd }] : [];
    })
    .sort((a, b) => b.usd - a.usd);
  const priced = markets.filter(({ symbol }) => (board.tickers.get(symbol)?.last ?? null) !== null);
  const ranked = busy.length > 0 ? busy.map(({ market }) => market) : priced;
  const places = new Set(PLACES.map((place) => Math.floor(place * ranked.length)));
  return [...places].flatMap((place) => ranked[place] ?? []);
}

function sampleTimeframeMs({ timeframes }: ExchangeDescription): number {
  return parseTimeframe(SAMPLE_TIMEFRAMES.find((name) => timeframes.includes(name)) ?? timeframes[0]);
}

async function verdictOf(
  session: ExchangeSession,
  market: ExchangeMarket,
  board: TickerBoard,
): Promise<UnitVerdict> {
  const { client, description } = session;
  const timeframeMs = sampleTimeframeMs(description);
  const nowMs = client.exchangeTimeMs();
  const timeMs = board.tickers.get(market.symbol)?.timeMs ?? nowMs;
  const sinceMs = Math.floor((timeMs - DAY_MS) / timeframeMs) * timeframeMs;
  const limit = Math.ceil((nowMs - sinceMs) / timeframeMs);
  const adapter = candleAdapterOf(description.ccxtId);
  const answer = await fetchCandles(
    (range) =>
      session.call(
        PRIORITY.candles,
        undefined,
        (exchange) => adapter.fetch(exchange, market, timeframeMs, range),
        { isOfOneMarket: true },
      ),
    description.pagingOf(market),
    { sinceMs, limit, timeframeMs },
  );
  const turnover = board.turnoverOf(market);
  return verifyUnits({
    market,
    candles: answer.candles,
    timeframeMs,
    declared: answer.volumeUnit ?? description.unitsOf(market).candle,
    quoteVolume: answer.quoteVolume,
    ticker: turnover?.provenance === 'measured' ? { turnover24h: turnover.turnover24h, timeMs } : null,
  });
}

function checkOf(symbol: string, verdict: UnitVerdict): UnitCheck {
  const { kind } = verdict;
  if (kind === 'verified') return { symbol, kind, unit: verdict.unit, ratio: verdict.ratio, reason: null };
  if (kind === 'unchecked') {
    return { symbol, kind, unit: verdict.unit, ratio: null, reason: verdict.reason };
  }
  return { symbol, kind, unit: null, ratio: null, reason: verdict.issue.message };
}
