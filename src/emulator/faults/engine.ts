import { createRng, keyOf, unitAt } from '../../util/rng.js';
import { globMatcher } from '../../util/glob.js';
import type { FaultEngine, InjectedFault } from '../fault-engine.js';
import type { Rule, Scenario } from '../scenario.js';
import type { EmulatedRequest } from '../types.js';
import type { Fault, FaultValues } from './fault.js';

/** A rule in effect. */
interface ActiveRule {
  readonly rule: Rule;
  readonly isAbout: (request: EmulatedRequest) => boolean;
  /** Matching requests, and how many of them it hit. */
  seen: number;
  hits: number;
}

/**
 * Chooses faults by a scenario. Randomness is drawn separately for each market and endpoint: the third
 * request for one market's candles always has the same outcome under one seed, whatever other requests came
 * in between. `nth`, `every` and `times` count in the order of arrival. Every rule counts every matching
 * request, even when an earlier rule won.
 */
export function createFaultEngine(scenario: Scenario, { seed }: { readonly seed: number }): FaultEngine {
  const rules = scenario.map(activate);
  const occurrences = new Map<string, number>();
  return {
    choose: (request) => {
      const name = `${request.endpoint}|${request.symbol ?? ''}`;
      const occurrence = occurrences.get(name) ?? 0;
      occurrences.set(name, occurrence + 1);
      let chosen: InjectedFault | null = null;
      rules.forEach((active, index) => {
        if (!active.isAbout(request)) return;
        active.seen++;
        if (chosen !== null || !isDue(active)) return;
        const key = keyOf(seed, `${index}|${name}`);
        if (unitAt(key, occurrence) >= active.rule.chance) return;
        active.hits++;
        chosen = inject(active.rule.fault, active.rule.values, keyOf(key, String(occurrence)));
      });
      return chosen;
    },
  };
}

function activate(rule: Rule): ActiveRule {
  const symbols = rule.symbols?.map(symbolMatcher);
  const paths = rule.paths?.map(globMatcher);
  const { fromMs, untilMs, endpoints, fault } = rule;
  return {
    rule,
    seen: 0,
    hits: 0,
    isAbout: ({ elapsedMs, endpoint, symbol, path }) =>
      elapsedMs >= fromMs &&
      elapsedMs < untilMs &&
      (fault.endpoints?.includes(endpoint) ?? true) &&
      (endpoints?.includes(endpoint) ?? true) &&
      (symbols === undefined || (symbol !== null && symbols.some((matches) => matches(symbol)))) &&
      (paths?.some((matches) => matches(path)) ?? true),
  };
}

/** `BTC/USDT`, `BTCUSDT` and `BTC*` all name BTC/USDT. */
function symbolMatcher(pattern: string): (symbol: string) => boolean {
  const matches = globMatcher(pattern);
  return (symbol) => matches(symbol) || matches(symbol.replace(/:.*/, '').replace('/', ''));
}

function isDue({ rule: { nth, every, times }, seen, hits }: ActiveRule): boolean {
  if (nth !== null && seen !== nth) return false;
  if (every !== null && seen % every !== 0) return false;
  return times === null || hits < times;
}

function inject({ id, mutate, respond }: Fault, values: FaultValues, key: number): InjectedFault {
  return {
    id,
    ...(mutate && { mutate: (answer, request) => mutate(answer, request, values, createRng(key)) }),
    ...(respond && { respond: (context) => respond(context, values, createRng(key)) }),
  };
}
