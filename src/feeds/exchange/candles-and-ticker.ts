import type { CandleColumns } from '../../market/candle-series.js';
import { CANDLE_COLUMNS } from '../../market/candle-series.js';
import type { DataIssue } from '../../market/data-issue.js';
import { DAY_MS, lastClosedOpenTime } from '../../market/timeframe.js';
import type { AdaptedCandles } from './adapters/adapter.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { TickerBoard } from './ticker-board.js';
import { isChangeOfDay } from './units/verify-change.js';
import { verifyPrice } from './units/verify-price.js';
import type { UnitEvidence } from './units/verify-units.js';

// How candles and the ticker of their market compare.

/** Candles that the ticker of their market contradicts: the market is left out with the reason. */
export class CandlesRefused extends Error {
  constructor(readonly issue: DataIssue) {
    super(issue.message);
  }
}

/** Whether the ticker's 24 h change is reported: the candles agree with it, or cover less than 24 h. */
export function isChangeReported(
  candles: CandleColumns,
  market: ExchangeMarket,
  timeframeMs: number,
  asOfMs: number,
  board: TickerBoard | null,
): boolean {
  const ticker = board?.tickers.get(market.symbol);
  if (board === null || ticker === undefined) return true;
  const firstMs = candles.openTimeMs.at(0) ?? Infinity;
  if (!(firstMs <= lastClosedOpenTime(asOfMs, timeframeMs) - DAY_MS)) return true;
  const { change24hPct } = board.factsOf(market);
  return isChangeOfDay(candles, timeframeMs, { ...ticker, change24hPct, timeMs: board.timeOf(market) });
}

/** Kept bars, and bars of the answer that started later: the running one. */
export function withOpenBar(kept: CandleColumns, answer: CandleColumns): CandleColumns {
  const lastMs = kept.openTimeMs.at(-1) ?? -Infinity;
  const rows = [...answer.openTimeMs.keys()].filter((row) => answer.openTimeMs[row] > lastMs);
  const column = (name: keyof CandleColumns): Float64Array =>
    Float64Array.from([...kept[name], ...rows.map((row) => answer[name][row])]);
  return Object.fromEntries(CANDLE_COLUMNS.map((name) => [name, column(name)])) as unknown as CandleColumns;
}

/** The turnover to compare with, if the exchange reports one that is not itself an estimate. */
export function tickerOf(market: ExchangeMarket, board: TickerBoard | null): UnitEvidence['ticker'] {
  const turnover = board?.turnoverOf(market) ?? null;
  const timeMs = board?.timeOf(market) ?? null;
  if (turnover === null || timeMs === null || turnover.provenance === 'estimated') return null;
  return { turnover24h: turnover.turnover24h, timeMs };
}

/** If trades are counted, something was traded. @throws {CandlesRefused} */
export function checkTrades({ candles: { volume }, tradeCounts }: AdaptedCandles): void {
  const row = tradeCounts?.findIndex((count, index) => count > 0 && volume[index] === 0) ?? -1;
  if (row < 0) return;
  const message = `A bar counts ${tradeCounts?.[row]} trades and a volume of 0.`;
  throw new CandlesRefused({ code: 'DATA_INVALID', message });
}

/** @throws {CandlesRefused} */
export function checkPrice(
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
