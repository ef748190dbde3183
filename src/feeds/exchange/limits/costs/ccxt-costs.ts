import type { EndpointCost, ExchangeCosts } from './costs.js';

/** ccxt's figures, for an exchange without a table of ours. */
export interface CcxtCosts {
  readonly exchangeId: string;
  /** ccxt's `rateLimit`: ms between two requests of cost 1. */
  readonly rateLimitMs: number;
  /** ccxt's `api`: nested, methods hold `path → cost`. */
  readonly api: unknown;
}

/** Period over which our processes share the pace. */
const WINDOW_MS = 10_000;

const METHODS = new Set(['get', 'post']);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function costOf(value: unknown): number {
  const cost = isRecord(value) ? value.cost : value;
  return typeof cost === 'number' && cost >= 0 ? cost : 1;
}

function endpointsOf(api: unknown): EndpointCost[] {
  if (!isRecord(api)) return [];
  return Object.entries(api).flatMap(([key, value]) => {
    if (!METHODS.has(key)) return endpointsOf(value);
    const paths = Array.isArray(value)
      ? value.map((path) => [String(path), 1] as const)
      : Object.entries(isRecord(value) ? value : {});
    return paths.map(([path, cost]) => ({
      path: path.replace(/^\/+/, '').replace(/[^/]*\{[^/]*/g, '*'),
      weight: costOf(cost),
    }));
  });
}

/** More segments first, so that `a/b/c` is not matched as `c`; then the more expensive. */
const bySpecificity = (a: EndpointCost, b: EndpointCost): number =>
  b.path.split('/').length - a.path.split('/').length || b.weight - a.weight;

/**
 * Costs by ccxt's own rates: its full pace is used, because there is no documented budget to stay below. Only
 * the ends of paths are known, so the longest match counts, and the most expensive of equals.
 */
export function ccxtCosts({ exchangeId, rateLimitMs, api }: CcxtCosts): ExchangeCosts {
  const paceMs = Number.isFinite(rateLimitMs) && rateLimitMs > 0 ? rateLimitMs : 1_000;
  // Long enough for the most expensive request.
  const endpoints = endpointsOf(api).sort(bySpecificity);
  const dearest = endpoints.reduce((most, { weight }) => Math.max(most, weight), 1);
  const windowMs = Math.max(WINDOW_MS, dearest * paceMs);
  return {
    exchangeId,
    budgets: [
      {
        id: 'ccxt',
        weight: windowMs / paceMs,
        windowMs,
        window: 'pace',
        paceMs,
        source: `ccxt: rateLimit ${paceMs} ms`,
      },
    ],
    endpoints,
    otherwise: 1,
  };
}
