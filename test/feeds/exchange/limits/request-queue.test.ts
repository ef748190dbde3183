import { describe, expect, test } from '../../../support/jest.js';
import fc from 'fast-check';
import { ExchangeFailure } from '../../../../src/feeds/exchange/failure.js';
import { LeasedBudget } from '../../../../src/feeds/exchange/limits/leased-budget.js';
import { createMemoryState } from '../../../../src/feeds/exchange/limits/ledger/state-store.js';
import { RequestQueue } from '../../../../src/feeds/exchange/limits/request-queue.js';
import type { WaitingRequest } from '../../../../src/feeds/exchange/limits/request-queue.js';
import { budgetOf } from './gate-fixture.js';

const leasedBudget = (id: string): LeasedBudget =>
  new LeasedBudget({
    budget: budgetOf({ id }),
    safeShare: 1,
    paceScale: 1,
    state: createMemoryState(() => 0),
    nowMs: () => 0,
    onChange: () => undefined,
  });

const budgets = [leasedBudget('first'), leasedBudget('second')];
const nothing = (): void => undefined;
const waitingRequest = (budget: LeasedBudget, priority: number): WaitingRequest => ({
  budget,
  weight: 1,
  priority,
  start: nothing,
  refuse: nothing,
});

describe('the queue of the gate', () => {
  test('a request is gone once, and a blocked line hides no other', () => {
    const queue = new RequestQueue();
    const [low, high] = [waitingRequest(budgets[0], 0), waitingRequest(budgets[1], 10)];
    queue.add(low);
    queue.add(high);
    expect(queue.heads()).toEqual([high, low]);
    expect([queue.remove(high), queue.remove(high), queue.size]).toEqual([true, false, 1]);
    expect(queue.heads()).toEqual([low]);
  });

  test('taken as a whole it is empty, and each is notified of the reason', () => {
    const queue = new RequestQueue();
    const refusals: unknown[] = [];
    for (const budget of budgets) {
      queue.add({ ...waitingRequest(budget, 0), refuse: (refusal) => void refusals.push(refusal) });
    }
    const failure = new ExchangeFailure('EXCHANGE_DOWN', 'made up for a test');
    for (const request of queue.takeAll()) request.refuse(failure);
    expect(refusals).toEqual([failure, failure]);
    expect([queue.size, queue.heads(), queue.takeAll()]).toEqual([0, [], []]);
  });

  test('is in the order of a stable sort by priority, line by line, whatever comes and goes', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ budget: fc.nat(1), priority: fc.integer({ min: -2, max: 2 }) }) },
      { weight: 2, arbitrary: fc.record({ gone: fc.nat(30) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = new RequestQueue();
        let model: WaitingRequest[] = [];
        for (const one of steps) {
          if ('gone' in one) {
            const request = model.at(one.gone % Math.max(1, model.length));
            if (request) expect(queue.remove(request)).toBe(true);
            model = model.filter((other) => other !== request);
          } else {
            const request = waitingRequest(budgets[one.budget], one.priority);
            queue.add(request);
            model.push(request);
          }
          const lineOf = (budget: LeasedBudget): WaitingRequest[] =>
            model.filter((request) => request.budget === budget).sort((a, b) => b.priority - a.priority);
          expect(queue.size).toBe(model.length);
          for (const budget of budgets) {
            expect(queue.heads().find((head) => head.budget === budget)).toBe(lineOf(budget).at(0));
          }
          const priorities = queue.heads().map(({ priority }) => priority);
          expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
        }
        const rest = queue.takeAll();
        for (const budget of budgets) {
          const taken = rest.filter((request) => request.budget === budget);
          const expected = model
            .filter((request) => request.budget === budget)
            .sort((a, b) => b.priority - a.priority);
          expect(taken.length).toBe(expected.length);
          expect(taken.every((request, index) => request === expected[index])).toBe(true);
        }
      }),
      { numRuns: 200, seed: 20265 },
    );
  });
});
