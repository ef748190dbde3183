import { DAY_MS } from '../../market/timeframe.js';
import { fetchCandles } from './adapters/fetch-candles.js';
import { candleAdapterOf } from './adapters/index.js';
import type { ExchangeSession } from './exchange-session.js';
import { ExchangeFailure } from './failure.js';
import { PRIORITY } from './limits/gate.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { TickerBoard } from './ticker-board.js';
import { unitsOf } from './units/unit-table.js';
import { verifyUnits } from './units/verify-units.js';
import type { UnitVerdict } from './units/verify-units.js';

const SAMPLE_TIMEFRAME_MS = 300_000;
/** Where in the ranking by turnover the sample is taken: the busiest market, and two that are less so. */
const PLACES = [0, 0.25, 0.5];

/** What a day of candles of one market says about the unit of its volume. */
export interface UnitCheck {
  readonly symbol: string;
  readonly kind: UnitVerdict['kind'] | 'failed';
  /** null where none was found. */
  readonly unit: string | null;
  /** Turnover of candles over that of the exchange; null where they were not compared. */
  readonly ratio: number | null;
  /** Why it is not verified; null where it is. */
  readonly reason: string | null;
}

export interface UnitSample {
  readonly checks: readonly UnitCheck[];
  /** Of the whole exchange, which ended the sample; that of one market is only its `failed`. */
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
      checks.push(told(market.symbol, await verdictOf(session, market, board)));
    } catch (error) {
      if (!(error instanceof ExchangeFailure)) throw error;
      const { message: reason, scope } = error;
      checks.push({ symbol: market.symbol, kind: 'failed', unit: null, ratio: null, reason });
      if (scope === 'exchange') return { checks, failure: error };
    }
  }
  return { checks, failure: null };
}

function sampleOf(markets: readonly ExchangeMarket[], board: TickerBoard): ExchangeMarket[] {
  const busy = markets
    .flatMap((market) => {
      const turnover = board.turnoverOf(market)?.turnover24h ?? 0;
      const usd = turnover * (board.rateOf(market)?.usd ?? 0);
      return usd > 0 ? [{ market, usd }] : [];
    })
    .sort((a, b) => b.usd - a.usd);
  const places = new Set(PLACES.map((place) => Math.floor(place * busy.length)));
  return [...places].flatMap((place) => busy[place]?.market ?? []);
}

async function verdictOf(
  session: ExchangeSession,
  market: ExchangeMarket,
  board: TickerBoard,
): Promise<UnitVerdict> {
  const { client, ccxtId } = session;
  const nowMs = client.exchangeTimeMs();
  const timeMs = board.tickers.get(market.symbol)?.timeMs ?? nowMs;
  const sinceMs = Math.floor((timeMs - DAY_MS) / SAMPLE_TIMEFRAME_MS) * SAMPLE_TIMEFRAME_MS;
  const limit = Math.ceil((nowMs - sinceMs) / SAMPLE_TIMEFRAME_MS);
  const adapter = candleAdapterOf(ccxtId);
  const answer = await fetchCandles(
    (range) =>
      session.call(
        PRIORITY.candles,
        undefined,
        (exchange) => adapter.fetch(exchange, market, SAMPLE_TIMEFRAME_MS, range),
        { isOfOneMarket: true },
      ),
    adapter.paging(ccxtId, market, client.features),
    { sinceMs, limit, timeframeMs: SAMPLE_TIMEFRAME_MS },
  );
  const turnover = board.turnoverOf(market);
  return verifyUnits({
    market,
    candles: answer.candles,
    timeframeMs: SAMPLE_TIMEFRAME_MS,
    declared: answer.volumeUnit ?? unitsOf(ccxtId, market).candle,
    quoteVolume: answer.quoteVolume,
    ticker: turnover?.provenance === 'measured' ? { turnover24h: turnover.turnover24h, timeMs } : null,
  });
}

function told(symbol: string, verdict: UnitVerdict): UnitCheck {
  const { kind } = verdict;
  if (kind === 'verified') return { symbol, kind, unit: verdict.unit, ratio: verdict.ratio, reason: null };
  if (kind === 'unchecked') {
    return { symbol, kind, unit: verdict.unit, ratio: null, reason: verdict.reason };
  }
  return { symbol, kind, unit: null, ratio: null, reason: verdict.issue.message };
}
