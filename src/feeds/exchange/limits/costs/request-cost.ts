import { timeframeFromText } from '../../../../market/timeframe.js';
import type { Budget, EndpointCost, ExchangeCosts, SampleRequest } from './costs.js';

export interface RequestCost {
  readonly budget: Budget;
  readonly weight: number;
}

/** True for `/a/*` and `/a/b`; a pattern without a leading `/` is compared with the end of the path. */
function matches(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  // A whole path without a varying segment: by far the most common.
  if (pattern.startsWith('/') && !pattern.includes('*')) return false;
  const wanted = pattern.split('/');
  const given = path.split('/');
  const fromEnd = wanted[0] !== '';
  if (fromEnd ? given.length < wanted.length : given.length !== wanted.length) return false;
  const skipped = given.length - wanted.length;
  return wanted.every((segment, index) => segment === '*' || segment === given[skipped + index]);
}

interface CandleBody {
  readonly type?: unknown;
  readonly req?: { readonly interval?: unknown; readonly startTime?: unknown; readonly endTime?: unknown };
}

function parseBody(body: string): CandleBody {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

/** Candles between the times of a body; 0 if it requests none. */
function candlesOf({ req }: CandleBody): number {
  if (typeof req?.interval !== 'string') return 0;
  const intervalMs = timeframeFromText(req.interval);
  const spanMs = Number(req.endTime) - Number(req.startTime);
  return intervalMs === null || !(spanMs > 0) ? 0 : spanMs / intervalMs;
}

function weightOf(
  endpoint: EndpointCost,
  query: URLSearchParams,
  body: string | undefined,
  rows: number | undefined,
): number {
  const { byRows, without, byBodyType, candlesPerWeight } = endpoint;
  if (without && !query.has(without.parameter)) return without.weight;
  if (byRows) {
    const asked = rows ?? Number(query.get(byRows.parameter) ?? byRows.absent);
    const step = byRows.steps.find(([upTo]) => asked <= upTo);
    return (step ?? byRows.steps[byRows.steps.length - 1])[1];
  }
  if (!byBodyType || body === undefined) return endpoint.weight;
  const parsed = parseBody(body);
  const base = byBodyType[String(parsed.type)] ?? endpoint.weight;
  return (
    base + (candlesPerWeight === undefined ? 0 : Math.ceil((rows ?? candlesOf(parsed)) / candlesPerWeight))
  );
}

/**
 * Cost of a request, and its budget. Only path, query and body count, not the origin.
 * @param rows  of candles, overriding those of the request.
 */
export function requestCost(costs: ExchangeCosts, request: SampleRequest, rows?: number): RequestCost {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const endpoint = costs.endpoints.find(({ path }) => matches(path, pathname));
  if (!endpoint) return { budget: costs.budgets[0], weight: costs.otherwise };
  const budget = costs.budgets.find(({ id }) => id === endpoint.budget) ?? costs.budgets[0];
  return { budget, weight: weightOf(endpoint, searchParams, request.body, rows) };
}

/** The weight that may be used in a window: the safe share of a documented limit; a mere pace in full. */
export function safeWeight(budget: Budget, safeShare: number): number {
  return budget.window === 'pace' ? budget.weight : budget.weight * safeShare;
}
