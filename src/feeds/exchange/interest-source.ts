import type { MarketFacts } from '../../market/market.js';
import { DAY_MS } from '../../market/timeframe.js';
import { allOrThrow } from '../../util/all-or-throw.js';
import {
  openInterestChange24hPct,
  openInterestChangePct,
  readOpenInterestUsd,
  reportedOpenInterest,
} from './adapters/open-interest.js';
import { fetchInterestHistory, fetchInterestNow, interestCallsOf } from './adapters/fetch-interest.js';
import type { CcxtOpenInterest } from './ccxt-shapes.js';
import type { ExchangeSession } from './exchange-session.js';
import { PRIORITY } from './limits/gate.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { TickerBoard } from './ticker-board.js';
import type { CcxtExchange } from './transport/load-exchange.js';

/**
 * Open interest of a contract now, and its change over the 24 h before the as-of time: exact if the exchange
 * reports the figure of a moment, otherwise between the hours nearest to it.
 * @throws {ExchangeFailure}
 */
export async function fetchInterest(
  session: ExchangeSession,
  market: ExchangeMarket,
  board: TickerBoard,
  asOfMs: number,
  signal?: AbortSignal,
): Promise<Partial<MarketFacts>> {
  const { calls: offered, ccxtId, unitsOf } = session.description;
  const calls = interestCallsOf(ccxtId);
  const kind = offered.interestHistory.obstacle === null ? calls.history : null;
  const dayBeforeMs = asOfMs - DAY_MS;
  const withFigure = (answer: CcxtOpenInterest): CcxtOpenInterest =>
    calls.hasAlwaysFigure ? reportedOpenInterest(answer, market) : answer;
  const ask = <Result>(run: (exchange: CcxtExchange) => Promise<Result>): Promise<Result> =>
    session.call(PRIORITY.facts, signal, run, { isOfOneMarket: true });
  const history = (): Promise<readonly CcxtOpenInterest[]> =>
    ask(async (exchange) =>
      (await fetchInterestHistory(exchange, market, calls, dayBeforeMs)).map(withFigure),
    );
  const [now, entries] = await allOrThrow([
    offered.openInterest.obstacle === null
      ? ask(async (exchange) => withFigure(await fetchInterestNow(exchange, market, calls)))
      : null,
    kind === null ? [] : history(),
  ]);
  const price = board.tickers.get(market.symbol)?.last ?? null;
  const usd = board.rateOf(market)?.usd ?? null;
  return {
    openInterestUsd: now === null ? null : readOpenInterestUsd(now, market, unitsOf(market), price, usd),
    oiChange24hPct:
      kind === 'moment' && now !== null
        ? openInterestChangePct(now, entries, market, dayBeforeMs)
        : openInterestChange24hPct(entries, market, asOfMs),
  };
}
