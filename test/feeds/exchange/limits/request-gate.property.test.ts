import { describe, expect, test } from '../../../support/jest.js';
import fc from 'fast-check';
import { ExchangeFailure } from '../../../../src/feeds/exchange/failure.js';
import type { Send } from '../../../../src/feeds/exchange/transport/http.js';
import { createMemoryState } from '../../../../src/feeds/exchange/limits/ledger/state-store.js';
import { TestClock } from '../../../support/test-clock.js';
import { answerOf, budgetOf, costsFor, gateFixture, requestOf } from './gate-fixture.js';

const SEED = 20264;

interface Start {
  readonly atMs: number;
  readonly weight: number;
}

/** The most weight that started in any window (t − window, t]. */
function heaviestWindow(starts: readonly Start[], windowMs: number): number {
  let heaviest = 0;
  for (const { atMs } of starts) {
    const inside = starts.filter((start) => start.atMs <= atMs && start.atMs > atMs - windowMs);
    heaviest = Math.max(
      heaviest,
      inside.reduce((sum, { weight }) => sum + weight, 0),
    );
  }
  return heaviest;
}

const plannedRequest = fc.record({
  weight: fc.integer({ min: 0, max: 20 }),
  priority: fc.constantFrom(0, 10, 20, 30, 40),
  askedMs: fc.integer({ min: 0, max: 20_000 }),
  latencyMs: fc.integer({ min: 0, max: 3_000 }),
  outcome: fc.oneof(
    { weight: 8, arbitrary: fc.constant('ok' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('HTTP_RATE_LIMIT' as const, 'NET_RESET' as const, 'MARKET_GONE' as const),
    },
  ),
  retryAfterMs: fc.option(fc.integer({ min: -1_000, max: 30_000 })),
  usedHeader: fc.option(fc.integer({ min: 0, max: 120 })),
  abortAfterMs: fc.option(fc.integer({ min: 0, max: 5_000 }), { freq: 8 }),
});

describe('whatever is requested and answered', () => {
  test('no window holds more than the safe budget, no pause is broken, nothing hangs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plannedRequest, { minLength: 1, maxLength: 60 }),
        fc.constantFrom('aligned' as const, 'sliding' as const),
        fc.integer({ min: 0, max: 100 }),
        fc.constantFrom(0.5, 0.75, 0.9),
        fc.array(
          fc.record({ atMs: fc.integer({ min: 0, max: 20_000 }), byMs: fc.integer({ min: -4e6, max: 4e6 }) }),
          { maxLength: 2 },
        ),
        async (requests, window, paceMs, safeShare, steps) => {
          const clock = new TestClock();
          const windowMs = 10_000;
          const { gate } = gateFixture({
            clock,
            state: createMemoryState(() => clock.nowMs()),
            safeShare,
            costs: costsFor([budgetOf({ window, paceMs, windowMs, weight: 100 })], {
              headers: { used: 'x-used' },
            }),
          });
          const starts: Start[] = [];
          let pausedUntilMs = 0;
          const send =
            ({ weight, latencyMs, outcome, retryAfterMs, usedHeader }: (typeof requests)[number]): Send =>
            async (request) => {
              expect(clock.nowMs()).toBeGreaterThanOrEqual(pausedUntilMs);
              expect(request.signal?.aborted ?? false).toBe(false);
              expect(gate.stats.peakInFlight).toBeLessThanOrEqual(gate.stats.peakConcurrency);
              starts.push({ atMs: clock.nowMs(), weight });
              await clock.sleep(latencyMs, request.signal);
              if (outcome === 'ok')
                return answerOf(usedHeader === null ? {} : { 'x-used': String(usedHeader) });
              if (outcome === 'HTTP_RATE_LIMIT') {
                const forMs = Math.max(retryAfterMs ?? 0, 1_000);
                pausedUntilMs = Math.max(pausedUntilMs, clock.nowMs() + forMs);
              }
              throw new ExchangeFailure(outcome, 'made up for a test', {
                ...(retryAfterMs !== null && { untilMs: clock.wallMs() + retryAfterMs }),
              });
            };
          const asked = requests.map(async (request) => {
            await clock.sleep(request.askedMs);
            const stopping = new AbortController();
            if (request.abortAfterMs !== null) {
              void clock.sleep(request.abortAfterMs).then(() => stopping.abort('gave up'));
            }
            const passed = gate.pass(
              requestOf(`/w/${request.weight}`, stopping.signal),
              request.priority,
              send(request),
            );
            return passed.then(
              () => 'ok',
              (error: unknown) => (error instanceof ExchangeFailure ? error.code : error),
            );
          });
          for (const { atMs, byMs } of steps) void clock.sleep(atMs).then(() => clock.stepWall(byMs));
          const outcomes = await clock.settle(Promise.all(asked), 3_600_000);

          expect(heaviestWindow(starts, windowMs)).toBeLessThanOrEqual(100 * safeShare);
          for (const [index, outcome] of outcomes.entries()) {
            const allowed: unknown[] = [requests[index].outcome, 'EXCHANGE_DOWN'];
            if (requests[index].abortAfterMs !== null) allowed.push('gave up');
            expect(allowed).toContain(outcome);
          }
          await clock.advance(60_000);
          expect(gate.state).toMatchObject({ waiting: 0, inFlight: 0 });
          expect(clock.timerCount).toBe(0);
          expect(gate.stats.sent).toBe(gate.stats.answered + gate.stats.failed);
        },
      ),
      { numRuns: 150, seed: SEED },
    );
  });

  test('what starts is never of a lower priority than something that has been waiting for the same budget', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            priority: fc.integer({ min: 0, max: 3 }),
            askedMs: fc.integer({ min: 0, max: 2_000 }),
          }),
          {
            minLength: 1,
            maxLength: 40,
          },
        ),
        async (requests) => {
          const clock = new TestClock();
          const { gate, answering } = gateFixture({
            clock,
            costs: costsFor([budgetOf({ paceMs: 70, weight: 1_000 })]),
          });
          const waiting = new Set<(typeof requests)[number]>();
          const asked = requests.map(async (request) => {
            await clock.sleep(request.askedMs);
            waiting.add(request);
            await gate.pass(requestOf('/w/1'), request.priority, (sent) => {
              waiting.delete(request);
              for (const other of waiting) {
                // What came in this very moment may be a turn late.
                if (other.askedMs < clock.nowMs())
                  expect(other.priority).toBeLessThanOrEqual(request.priority);
              }
              return answering(30)(sent);
            });
          });
          await clock.settle(Promise.all(asked));
        },
      ),
      { numRuns: 100, seed: SEED },
    );
  });
});
