import { expect, test } from '../../../support/jest.js';
import fc from 'fast-check';
import { lease } from '../../../../src/feeds/exchange/limits/ledger/ledger.js';
import type { Lease } from '../../../../src/feeds/exchange/limits/ledger/ledger.js';

const WINDOW_MS = 1_000;
const LIMIT = 100;

test('processes that use their leases as late and as fully as they may stay within the limit in every window', () => {
  const step = fc.record({
    process: fc.integer({ min: 0, max: 2 }),
    waitMs: fc.integer({ min: 0, max: 400 }),
    needed: fc.integer({ min: 1, max: 30 }),
    wanted: fc.integer({ min: 0, max: 60 }),
    leaseMs: fc.integer({ min: 0, max: 2_000 }),
    usedShare: fc.constantFrom(0, 0.5, 1),
    settles: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let leases: readonly Lease[] = [];
      let nowMs = 5_000;
      const uses: { atMs: number; weight: number }[] = [];
      const held = new Map<number, { id: string; weight: number; lastMs: number }>();
      for (const [
        index,
        { process, waitMs, needed, wanted, leaseMs, usedShare, settles },
      ] of steps.entries()) {
        nowMs += waitMs;
        const before = held.get(process);
        // Only finished leases can be settled: a process does not use a lease it has returned.
        const isOver = before !== undefined && before.lastMs <= nowMs;
        const { leases: next, answer } = lease(
          leases,
          {
            budget: 'ip',
            windowMs: WINDOW_MS,
            limit: LIMIT,
            needed,
            wanted,
            leaseMs,
            ...(settles &&
              isOver && { settled: { id: before.id, weight: before.weight, agoMs: nowMs - before.lastMs } }),
          },
          nowMs,
          String(index),
        );
        leases = next;
        expect(answer.used).toBeLessThanOrEqual(LIMIT);
        if (answer.id === null) {
          expect(answer.retryMs).toBeGreaterThan(0);
          expect(answer.retryMs).toBeLessThanOrEqual(2 * WINDOW_MS);
          continue;
        }
        expect(answer.weight).toBeGreaterThanOrEqual(needed);
        const lastMs = nowMs + answer.leaseMs;
        const weight = answer.weight * usedShare;
        uses.push({ atMs: lastMs, weight });
        held.set(process, { id: answer.id, weight, lastMs });
      }
      for (const { atMs } of uses) {
        const inside = uses.filter((use) => use.atMs <= atMs && use.atMs > atMs - WINDOW_MS);
        expect(inside.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(LIMIT);
      }
    }),
    { numRuns: 1_000, seed: 20266 },
  );
});

test('the clock of another boot is not ours: its leases are dropped', () => {
  const foreign: Lease = {
    id: 'x',
    budget: 'ip',
    weight: 100,
    fromMs: 9e9,
    untilMs: 9e9 + 10,
    windowMs: WINDOW_MS,
  };
  const request = { budget: 'ip', windowMs: WINDOW_MS, limit: LIMIT, needed: 100, wanted: 0, leaseMs: 10 };
  expect(lease([foreign], request, 5_000, 'y').answer).toMatchObject({ id: 'y', weight: 100 });
});

test('after the time it names there is room', () => {
  const request = { budget: 'ip', windowMs: WINDOW_MS, limit: LIMIT, needed: 60, wanted: 0, leaseMs: 10 };
  const first = lease([], request, 0, 'a');
  const refused = lease(first.leases, request, 5, 'b');
  expect(refused.answer).toEqual({ id: null, retryMs: 1_005, used: 60 });
  expect(lease(refused.leases, request, 1_010, 'c').answer).toMatchObject({ id: 'c' });
});
