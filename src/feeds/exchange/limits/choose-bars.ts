import { candleCalls } from '../adapters/candle-calls.js';
import type { PlannedExchange } from '../description/scan-requests.js';
import { requestCost } from './costs/request-cost.js';
import type { RequestCost } from './costs/request-cost.js';

/** Closed bars requested per market. */
export interface ChosenBars {
  readonly wanted: number;
  readonly chosen: number;
  /** Weight of the candle calls of one market. */
  readonly weight: number;
  /** Reason for this number. */
  readonly reason: string;
}

/** The candle calls of one market. */
interface MarketCandles {
  readonly calls: number;
  /** Costs of the requests that one call sends. */
  readonly costs: readonly RequestCost[];
}

/** @param bars  closed ones */
export function marketCandles({ costs, requests, candles }: PlannedExchange, bars: number): MarketCandles {
  const { calls, rows } = candleCalls(candles.paging, bars + (candles.asksForOpenBar ? 1 : 0));
  return { calls, costs: requests.candles.map((request) => requestCost(costs, request, rows)) };
}

/**
 * Bars to request: as many as wanted, or fewer, if no more are available, or if a step of the weight lies
 * just below and enough bars remain: then as many as the step allows.
 */
export function chooseBars(exchange: PlannedExchange, wanted: number, least: number): ChosenBars {
  const { mostBars } = exchange.candles;
  if (mostBars !== null && wanted > mostBars) {
    const { exchangeId } = exchange.costs;
    const reason = `${exchangeId} serves only its newest ${mostBars} closed bars, none before`;
    return { wanted, chosen: mostBars, weight: weightOf(exchange, mostBars), reason };
  }
  const full = weightOf(exchange, wanted);
  let below = wanted;
  while (below > least && weightOf(exchange, below) === full) below--;
  const weight = weightOf(exchange, below);
  if (weight < full) {
    const reason = `${below} bars cost a weight of ${weight}, ${wanted} cost ${full}`;
    return { wanted, chosen: below, weight, reason };
  }
  const isNeeded = least > 1 && weightOf(exchange, least - 1) < full;
  const reason = isNeeded
    ? `${least} bars are needed; fewer would cost less than ${full}`
    : `a weight of ${full}, whatever the number of bars near it`;
  return { wanted, chosen: wanted, weight: full, reason };
}

function weightOf(exchange: PlannedExchange, bars: number): number {
  const { calls, costs } = marketCandles(exchange, bars);
  return calls * costs.reduce((sum, { weight }) => sum + weight, 0);
}
