import { createRequestGate } from '../../../../src/feeds/exchange/limits/request-gate.js';
import type { LimitedGate } from '../../../../src/feeds/exchange/limits/gate.js';
import type { RequestGateOptions } from '../../../../src/feeds/exchange/limits/request-gate.js';
import type { Budget, ExchangeCosts } from '../../../../src/feeds/exchange/limits/costs/costs.js';
import { createMemoryState } from '../../../../src/feeds/exchange/limits/ledger/state-store.js';
import type { HttpAnswer, HttpRequest, Send } from '../../../../src/feeds/exchange/transport/http.js';
import { createRng } from '../../../../src/util/rng.js';
import { TestClock } from '../../../support/test-clock.js';

export const budgetOf = (part: Partial<Budget> = {}): Budget => ({
  id: 'ip',
  weight: 100,
  windowMs: 10_000,
  window: 'sliding',
  paceMs: 10,
  source: 'made up for tests',
  ...part,
});

/** `/w/<n>` costs n on the first budget, `/other/<n>` on the second. */
export function costsFor(budgets: readonly Budget[], part: Partial<ExchangeCosts> = {}): ExchangeCosts {
  const weights = Array.from({ length: 101 }, (_, weight) => weight);
  return {
    exchangeId: 'test',
    budgets,
    endpoints: weights.flatMap((weight) => [
      { path: `/w/${weight}`, weight },
      ...(budgets.length > 1 ? [{ path: `/other/${weight}`, weight, budget: budgets[1].id }] : []),
    ]),
    otherwise: 1,
    ...part,
  };
}

export const requestOf = (path: string, signal?: AbortSignal): HttpRequest => ({
  method: 'GET',
  url: `http://127.0.0.1${path}`,
  headers: {},
  ...(signal && { signal }),
});

export const answerOf = (headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status: 200,
  headers,
  text: '{}',
  json: {},
  wireBytes: 2,
});

export interface GateFixture {
  readonly clock: TestClock;
  readonly gate: LimitedGate;
  /** Answers after this long. */
  readonly answering: (latencyMs: number, headers?: Readonly<Record<string, string>>) => Send;
}

export function gateFixture(part: Partial<RequestGateOptions> = {}): GateFixture {
  const clock = (part.clock as TestClock | undefined) ?? new TestClock();
  const rng = createRng(1);
  const gate = createRequestGate({
    exchangeId: 'test',
    costs: costsFor([budgetOf()]),
    clock,
    rng: () => rng.next(),
    state: createMemoryState(() => clock.nowMs()),
    ...part,
  });
  return {
    clock,
    gate,
    answering: (latencyMs, headers) => async (request) => {
      await clock.sleep(latencyMs, request.signal);
      return answerOf(headers);
    },
  };
}
