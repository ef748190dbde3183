import { MINUTE_MS } from '../../../market/timeframe.js';
import { semaphoreOf } from './concurrency.js';
import type { Budget, CallKind, ExchangeCosts } from './costs/costs.js';
import { requestCost, safeWeight } from './costs/request-cost.js';
import type { RequestCost } from './costs/request-cost.js';
import { SAFE_SHARE } from './request-gate.js';

/** Rows that are asked for when all earlier ones are known: the new one, the open one, and one to join. */
const NEW_ROWS = 3;
const BATCH_SIZE = 20;
const BATCHES_AT_ONCE = 2;

export interface PlanInput {
  readonly costs: ExchangeCosts;
  /** Markets whose candles are asked for. */
  readonly markets: number;
  /** Markets left after the candle filters: order book and open interest. @default 0 */
  readonly candidates?: number;
  /** Rows of candles wanted for each market, the open one included. */
  readonly bars: number;
  /** Rows that are needed at least; the rest may be given up where that is cheaper. @default bars */
  readonly leastBars?: number;
  /** @default false */
  readonly newBarsOnly?: boolean;
  /** The market list is on disk and fresh. @default false */
  readonly marketsKnown?: boolean;
  readonly rttMs: number;
  /** @default 0.75 */
  readonly safeShare?: number;
  /** @default 20 */
  readonly batchSize?: number;
}

export interface PlannedCalls {
  readonly kind: CallKind;
  readonly calls: number;
  readonly weight: number;
  readonly seconds: number;
}

export interface PlannedBudget {
  readonly id: string;
  readonly weight: number;
  readonly limit: number;
  readonly windowMs: number;
  /** Most that any window will hold, as a share of what the exchange allows one address; null where it tells no limit. */
  readonly peakShare: number | null;
  /** The same as weight in a minute. */
  readonly peakPerMinute: number;
}

export interface Plan {
  readonly exchangeId: string;
  readonly calls: readonly PlannedCalls[];
  readonly budgets: readonly PlannedBudget[];
  readonly totalCalls: number;
  readonly totalWeight: number;
  readonly seconds: number;
  readonly bars: {
    readonly wanted: number;
    readonly chosen: number;
    readonly weight: number;
    readonly reason: string;
  };
  /** Requests under way at once while candles are asked for. */
  readonly concurrency: number;
  readonly batches: { readonly size: number; readonly count: number; readonly atOnce: number };
}

/** Ways to ask for one thing; each comes `times` times. */
interface Line {
  readonly kind: CallKind;
  readonly cost: RequestCost;
  readonly times: number;
}

function costsOfCall(costs: ExchangeCosts, kind: CallKind, rows: number): readonly RequestCost[] {
  const fill = (text: string): string =>
    text.replaceAll('{rows}', String(rows)).replaceAll('{spanMs}', String(rows * MINUTE_MS));
  return costs.calls[kind].map(({ url, body }) =>
    requestCost(costs, { url: fill(url), ...(body !== undefined && { body: fill(body) }) }),
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Weight of all candle calls of one market. */
function candleWeight(costs: ExchangeCosts, rows: number): number {
  const calls = Math.ceil(rows / costs.maxRows);
  return (
    calls * sum(costsOfCall(costs, 'candles', Math.min(rows, costs.maxRows)).map(({ weight }) => weight))
  );
}

/**
 * Rows to ask for: as many as wanted, or where a step of the weight lies just below that and enough rows remain,
 * as many as the step allows.
 */
function chooseBars(costs: ExchangeCosts, wanted: number, least: number): Plan['bars'] {
  const full = candleWeight(costs, wanted);
  let below = wanted;
  while (below > least && candleWeight(costs, below) === full) below--;
  const weight = candleWeight(costs, below);
  if (weight < full) {
    return {
      wanted,
      chosen: below,
      weight,
      reason: `${below} bars cost a weight of ${weight}, ${wanted} cost ${full}`,
    };
  }
  const isNeeded = least > 1 && candleWeight(costs, least - 1) < full;
  const reason = isNeeded
    ? `${least} bars are needed; fewer would cost less than ${full}`
    : `a weight of ${full}, whatever the number of bars near it`;
  return { wanted, chosen: wanted, weight: full, reason };
}

/** Seconds that calls on one budget take: by its pace, its windows, and the network; whichever is slowest. */
function secondsOf(lines: readonly Line[], rttMs: number, safeShare: number): number {
  const calls = sum(lines.map(({ times }) => times));
  if (calls === 0) return 0;
  const { budget } = lines[0].cost;
  const weight = sum(lines.map(({ times, cost }) => times * cost.weight));
  const paceMs = weight * budget.paceMs;
  const safe = safeWeight(budget, safeShare);
  const fullWindows = Math.max(0, Math.ceil(weight / safe) - 1);
  const windowsMs = fullWindows * budget.windowMs + (weight - fullWindows * safe) * budget.paceMs;
  const networkMs = (rttMs * calls) / semaphoreOf(rttMs, paceMs / calls);
  return Math.max(paceMs, fullWindows > 0 ? windowsMs : 0, networkMs) / 1000;
}

/** The most weight that starts in a stretch of time, by pace and windows. */
function peakWeight(budget: Budget, weight: number, safe: number, spanMs: number): number {
  const byPace = budget.paceMs > 0 ? spanMs / budget.paceMs : Infinity;
  const byWindows = Math.ceil(spanMs / budget.windowMs) * safe;
  return Math.min(weight, byPace, byWindows);
}

function plannedBudgets(lines: readonly Line[], safeShare: number): PlannedBudget[] {
  const budgets = new Map(lines.map(({ cost }) => [cost.budget.id, cost.budget]));
  return [...budgets.values()].map((budget) => {
    const { id, weight: limit, windowMs } = budget;
    const weight = sum(lines.map(({ cost, times }) => (cost.budget === budget ? cost.weight * times : 0)));
    const safe = safeWeight(budget, safeShare);
    return {
      id,
      weight,
      limit,
      windowMs,
      peakShare: budget.window === 'pace' ? null : peakWeight(budget, weight, safe, windowMs) / limit,
      peakPerMinute: peakWeight(budget, weight, safe, MINUTE_MS),
    };
  });
}

/** What a scan will ask of an exchange, before anything is sent. Pure. */
export function planScan(input: PlanInput): Plan {
  const { costs, markets, candidates = 0, rttMs, safeShare = SAFE_SHARE, batchSize = BATCH_SIZE } = input;
  const wanted = input.newBarsOnly ? Math.min(input.bars, NEW_ROWS) : input.bars;
  const bars = chooseBars(costs, wanted, Math.min(input.leastBars ?? wanted, wanted));
  const callsPerMarket = Math.ceil(bars.chosen / costs.maxRows);
  const times: Readonly<Record<CallKind, number>> = {
    markets: input.marketsKnown ? 0 : 1,
    tickers: 1,
    candles: markets * callsPerMarket,
    orderBook: candidates,
    openInterest: candidates,
  };
  const kinds = Object.keys(times) as CallKind[];
  const lines = kinds
    .filter((kind) => times[kind] > 0)
    .flatMap((kind) =>
      costsOfCall(costs, kind, Math.min(bars.chosen, costs.maxRows)).map((cost) => ({
        kind,
        cost,
        times: times[kind],
      })),
    );
  const calls = kinds.map((kind) => {
    const ofKind = lines.filter((line) => line.kind === kind);
    return {
      kind,
      calls: sum(ofKind.map((line) => line.times)),
      weight: sum(ofKind.map((line) => line.times * line.cost.weight)),
      // Requests of one kind on different budgets do not wait for each other.
      seconds: Math.max(
        0,
        ...costs.budgets.map((budget) =>
          secondsOf(
            ofKind.filter((line) => line.cost.budget === budget),
            rttMs,
            safeShare,
          ),
        ),
      ),
    };
  });
  const candleCosts = costsOfCall(costs, 'candles', Math.min(bars.chosen, costs.maxRows));
  return {
    exchangeId: costs.exchangeId,
    calls,
    budgets: plannedBudgets(lines, safeShare),
    totalCalls: sum(calls.map((row) => row.calls)),
    totalWeight: sum(calls.map((row) => row.weight)),
    // Stage after stage; all stages on one budget may also fill its windows together.
    seconds: Math.max(
      sum(calls.map((row) => row.seconds)),
      ...costs.budgets.map((budget) =>
        secondsOf(
          lines.filter((line) => line.cost.budget === budget),
          rttMs,
          safeShare,
        ),
      ),
    ),
    bars,
    concurrency: Math.max(
      1,
      ...candleCosts.map(({ weight, budget }) => semaphoreOf(rttMs, weight * budget.paceMs)),
    ),
    batches: { size: batchSize, count: Math.ceil(markets / batchSize), atOnce: BATCHES_AT_ONCE },
  };
}
