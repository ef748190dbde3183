import { MINUTE_MS } from '../../../market/timeframe.js';
import { semaphoreOf } from './concurrency.js';
import type { Budget, CallKind, ExchangeCosts } from './costs/costs.js';
import { safeWeight } from './costs/request-cost.js';
import type { RequestCost } from './costs/request-cost.js';

export interface PlannedBudget {
  readonly id: string;
  readonly weight: number;
  readonly limit: number;
  readonly windowMs: number;
  /**
   * Maximum use of any window, as a share of the exchange's limit for one address; null if its limit is
   * unknown.
   */
  readonly peakShare: number | null;
  /** The same as weight per minute. */
  readonly peakPerMinute: number;
}

/** Alternative requests for one thing; each is sent `times` times. */
export interface PlannedLine {
  readonly kind: CallKind;
  readonly cost: RequestCost;
  readonly times: number;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Seconds that calls on one budget take: by its pace, its windows, or the network; whichever is slowest. */
function secondsOf(lines: readonly PlannedLine[], rttMs: number, safeShare: number): number {
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

/** The maximum weight that starts in a period, by pace and windows. */
function peakWeight(budget: Budget, weight: number, safe: number, spanMs: number): number {
  const byPace = budget.paceMs > 0 ? spanMs / budget.paceMs : Infinity;
  const byWindows = Math.ceil(spanMs / budget.windowMs) * safe;
  return Math.min(weight, byPace, byWindows);
}

export function plannedBudgets(lines: readonly PlannedLine[], safeShare: number): PlannedBudget[] {
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

/** Seconds by the slowest budget: requests on different ones do not wait for each other. */
export function secondsOfBudgets(
  lines: readonly PlannedLine[],
  { budgets }: ExchangeCosts,
  rttMs: number,
  safeShare: number,
): number {
  return Math.max(
    0,
    ...budgets.map((budget) =>
      secondsOf(
        lines.filter((line) => line.cost.budget === budget),
        rttMs,
        safeShare,
      ),
    ),
  );
}

export const callsOf = (lines: readonly PlannedLine[]): number => sum(lines.map(({ times }) => times));
export const weightOf = (lines: readonly PlannedLine[]): number =>
  sum(lines.map(({ times, cost }) => times * cost.weight));
