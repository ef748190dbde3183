import type { PlannedExchange } from '../description/scan-requests.js';
import type { ChosenBars } from './choose-bars.js';
import { chooseBars, marketCandles } from './choose-bars.js';
import { semaphoreOf } from './concurrency.js';
import type { CallKind, SampleRequest } from './costs/costs.js';
import { requestCost } from './costs/request-cost.js';
import type { PlannedBudget, PlannedLine } from './planned-lines.js';
import { callsOf, plannedBudgets, secondsOfBudgets, sum, weightOf } from './planned-lines.js';
import { SAFE_SHARE } from './request-gate.js';

/** Closed bars requested when all earlier ones are known: the new one, and one to join. */
const NEW_BARS = 2;
/** Bars that may close during a scan, and are requested then. */
const LATER_BARS = 2;
/** Once initially, and once more if a later answer contradicts it. */
const MOST_TIMES = 2;
const BATCH_SIZE = 20;
const BATCHES_AT_ONCE = 2;

export interface PlanInput {
  readonly exchange: PlannedExchange;
  /** Markets whose candles are requested. */
  readonly markets: number;
  /** Markets left after the candle filters: order book and open interest. @default 0 */
  readonly candidates?: number;
  /** Closed bars wanted per market. */
  readonly bars: number;
  /** How many of them are needed; the rest may be dropped if that is cheaper. @default bars */
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

export interface Plan {
  readonly exchangeId: string;
  readonly calls: readonly PlannedCalls[];
  readonly budgets: readonly PlannedBudget[];
  readonly totalCalls: number;
  readonly totalWeight: number;
  readonly seconds: number;
  /**
   * Upper bound of a scan: every market's candles and order book, overlapping pages; excluding retries of
   * failed calls.
   */
  readonly atMost: { readonly calls: number; readonly weight: number };
  readonly bars: ChosenBars;
  /** Maximum requests in flight while candles are requested. */
  readonly concurrency: number;
  readonly batches: { readonly size: number; readonly count: number; readonly atOnce: number };
}

type Requests = PlannedExchange['requests'];

/** How often each kind is called, and what it sends then. */
interface CallTimes {
  readonly requests: Requests;
  readonly times: Readonly<Record<CallKind, number>>;
}

/** @param bars  closed ones of each market */
function linesOf(exchange: PlannedExchange, { requests, times }: CallTimes, bars: number): PlannedLine[] {
  const { costs } = exchange;
  return (Object.keys(times) as CallKind[])
    .filter((kind) => times[kind] > 0)
    .flatMap((kind) =>
      (kind === 'candles'
        ? marketCandles(exchange, bars).costs
        : requests[kind].map((request) => requestCost(costs, request))
      ).map((cost) => ({ kind, cost, times: times[kind] })),
    );
}

/** Each market with everything requested. */
function mostLines({ exchange, markets }: PlanInput, times: CallTimes['times'], bars: number): PlannedLine[] {
  const { requests, perhaps, candles } = exchange;
  const kinds = Object.keys(requests) as CallKind[];
  const latest = bars + (candles.asksForOpenBar ? LATER_BARS : 0);
  const most: CallTimes = {
    requests: Object.fromEntries(
      kinds.map((kind) => [kind, [...requests[kind], ...perhaps[kind]]] as const),
    ) as Record<CallKind, SampleRequest[]>,
    times: {
      ...times,
      time: MOST_TIMES,
      candles: markets * marketCandles(exchange, latest).calls,
      orderBook: markets,
      openInterest: markets,
    },
  };
  return linesOf(exchange, most, latest);
}

/** What a scan will request from an exchange, before anything is sent. Pure. */
export function planScan(input: PlanInput): Plan {
  const { exchange, markets, candidates = 0, rttMs, safeShare = SAFE_SHARE, batchSize = BATCH_SIZE } = input;
  const wanted = input.newBarsOnly ? Math.min(input.bars, NEW_BARS) : input.bars;
  const bars = chooseBars(exchange, wanted, Math.min(input.leastBars ?? wanted, wanted));
  const { costs, requests } = exchange;
  const ofMarket = marketCandles(exchange, bars.chosen);
  const times: CallTimes['times'] = {
    markets: input.marketsKnown ? 0 : 1,
    // The answer with the list contains the time as well.
    time: input.marketsKnown && !input.newBarsOnly ? 1 : 0,
    tickers: 1,
    candles: markets * ofMarket.calls,
    orderBook: candidates,
    openInterest: candidates,
  };
  const lines = linesOf(exchange, { requests, times }, bars.chosen);
  const most = mostLines(input, times, bars.chosen);
  const calls = (Object.keys(times) as CallKind[]).map((kind) => {
    const ofKind = lines.filter((line) => line.kind === kind);
    const seconds = secondsOfBudgets(ofKind, costs, rttMs, safeShare);
    return { kind, calls: callsOf(ofKind), weight: weightOf(ofKind), seconds };
  });
  const stagesS = sum(calls.map((row) => row.seconds));
  return {
    exchangeId: costs.exchangeId,
    calls,
    budgets: plannedBudgets(lines, safeShare),
    totalCalls: callsOf(lines),
    totalWeight: weightOf(lines),
    // Stage after stage; all stages on one budget may also fill its windows together.
    seconds: Math.max(stagesS, secondsOfBudgets(lines, costs, rttMs, safeShare)),
    atMost: { calls: callsOf(most), weight: weightOf(most) },
    bars,
    concurrency: Math.max(
      1,
      ...ofMarket.costs.map(({ weight, budget }) => semaphoreOf(rttMs, weight * budget.paceMs)),
    ),
    batches: { size: batchSize, count: Math.ceil(markets / batchSize), atOnce: BATCHES_AT_ONCE },
  };
}
