import { describe, expect, test } from '../../../support/jest.js';
import { ExchangeFailure } from '../../../../src/feeds/exchange/failure.js';
import { PRIORITY } from '../../../../src/feeds/exchange/limits/gate.js';
import { createMemoryState } from '../../../../src/feeds/exchange/limits/ledger/state-store.js';
import type { Send } from '../../../../src/feeds/exchange/transport/http.js';
import { TestClock } from '../../../support/test-clock.js';
import { answerOf, budgetOf, costsFor, gateFixture, requestOf } from './gate-fixture.js';

/** The outcome of a promise: its value, or the code of its failure. */
const outcomeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof ExchangeFailure ? error.code : error),
  );

const failing =
  (clock: TestClock, code: ExchangeFailure['code'], forMs: number | null, latencyMs = 50): Send =>
  async () => {
    await clock.sleep(latencyMs);
    throw new ExchangeFailure(code, 'made up for a test', {
      ...(forMs !== null && { untilMs: clock.wallMs() + forMs }),
    });
  };

describe('the gate keeps the pace', () => {
  test('starts are a pace apart, and only as many are in flight as the pace needs', async () => {
    const { clock, gate, answering } = gateFixture({
      costs: costsFor([budgetOf({ paceMs: 50, weight: 1000 })]),
    });
    const startsMs: number[] = [];
    const send: Send = (request) => {
      startsMs.push(clock.nowMs());
      return answering(120)(request);
    };
    await clock.settle(Promise.all(Array.from({ length: 40 }, () => gate.pass(requestOf('/w/1'), 0, send))));
    // ccxt's own measurement (product-research §5.2): more than ceil(RTT / pace) + 1 buys nothing.
    expect(gate.state.semaphore).toBe(4);
    expect(gate.stats.peakInFlight).toBeLessThanOrEqual(4);
    expect(startsMs[39] - startsMs[0]).toBeCloseTo(39 * 50, -2);
    expect(gate.stats).toMatchObject({ sent: 40, answered: 40, failed: 0, refused: 0, weight: 40 });
  });

  test('paceScale 0 lifts pace and windows, not the number of connections', async () => {
    const { clock, gate, answering } = gateFixture({ paceScale: 0 });
    await clock.settle(
      Promise.all(Array.from({ length: 320 }, () => gate.pass(requestOf('/w/100'), 0, answering(50)))),
    );
    expect(clock.nowMs()).toBe((320 / 16) * 50);
    expect(gate.stats.peakInFlight).toBe(16);
  });

  test('a slot is free when the answer has arrived, not only when it has been read', async () => {
    const { clock, gate, answering } = gateFixture({ paceScale: 0 });
    const reading: Send = async (request, onArrival) => {
      const answer = await answering(50)(request);
      onArrival?.(answer.headers);
      await clock.sleep(500);
      return answer;
    };
    await clock.settle(
      Promise.all(Array.from({ length: 64 }, () => gate.pass(requestOf('/w/1'), 0, reading))),
    );
    expect(clock.nowMs()).toBe((64 / 16) * 50 + 500);
    expect(gate.stats).toMatchObject({ sent: 64, answered: 64, peakInFlight: 16 });
    expect(gate.state).toMatchObject({ inFlight: 0, waiting: 0 });
    // The time that reading takes is not the exchange's.
    expect(gate.state.rttMs).toBeCloseTo(50);
  });

  test('an answer that proves to be a rejection when read pauses, and frees no slot twice', async () => {
    const { clock, gate, answering } = gateFixture({ paceScale: 0 });
    const refusing: Send = async (request, onArrival) => {
      onArrival?.((await answering(50)(request)).headers);
      await clock.sleep(10);
      throw new ExchangeFailure('HTTP_RATE_LIMIT', 'made up for a test', { untilMs: clock.wallMs() + 5_000 });
    };
    expect(await clock.settle(outcomeOf(gate.pass(requestOf('/w/1'), 0, refusing)))).toBe('HTTP_RATE_LIMIT');
    expect(gate.state).toMatchObject({ inFlight: 0, pausedUntilMs: clock.wallMs() + 5_000 });
    await clock.settle(
      Promise.all(Array.from({ length: 64 }, () => gate.pass(requestOf('/w/1'), 0, answering(50)))),
    );
    expect(gate.stats.peakInFlight).toBeLessThanOrEqual(16);
    expect(clock.nowMs()).toBeGreaterThanOrEqual(5_000);
  });

  test('a blocked budget does not hold up another one', async () => {
    const budgets = [budgetOf({ weight: 4, paceMs: 0 }), budgetOf({ id: 'second', weight: 4, paceMs: 0 })];
    const { clock, gate, answering } = gateFixture({ costs: costsFor(budgets) });
    const first = Promise.all(
      [1, 2, 3, 4].map(() => gate.pass(requestOf('/w/1'), PRIORITY.markets, answering(10))),
    );
    await clock.advance(100);
    expect(gate.state.budgets.ip).toEqual({ used: 3, counted: null, safe: 3, limit: 4, windowMs: 10_000 });
    await clock.settle(gate.pass(requestOf('/other/1'), PRIORITY.facts, answering(10)));
    expect(clock.nowMs()).toBeLessThan(1000);
    await clock.settle(first);
    expect(clock.nowMs()).toBeGreaterThanOrEqual(10_000);
  });

  test('higher priorities go first, equal ones in order of arrival', async () => {
    const { clock, gate, answering } = gateFixture({ costs: costsFor([budgetOf({ paceMs: 100 })]) });
    const order: string[] = [];
    const ask = (name: string, priority: number): Promise<unknown> =>
      gate.pass(requestOf('/w/1'), priority, (request) => {
        order.push(name);
        return answering(10)(request);
      });
    await clock.settle(
      Promise.all([
        ask('first', PRIORITY.facts),
        ask('book 1', PRIORITY.facts),
        ask('candles 1', PRIORITY.candles),
        ask('book 2', PRIORITY.facts),
        ask('tickers', PRIORITY.tickers),
        ask('candles 2', PRIORITY.candles),
      ]),
    );
    expect(order.filter((name) => name !== 'first')).toEqual([
      'tickers',
      'candles 1',
      'candles 2',
      'book 1',
      'book 2',
    ]);
  });

  test('a clock that advances between two readings does not keep the gate busy', async () => {
    class Moving extends TestClock {
      #looks = 0;
      override nowMs(): number {
        return super.nowMs() + 1e-6 * ++this.#looks;
      }
    }
    const { clock, gate, answering } = gateFixture({ clock: new Moving() });
    await clock.settle(
      Promise.all(Array.from({ length: 100 }, () => gate.pass(requestOf('/w/1'), 0, answering(5)))),
    );
    expect(gate.stats.sent).toBe(100);
  });

  test('a request heavier than the safe budget goes alone', async () => {
    const { clock, gate, answering } = gateFixture({
      costs: costsFor([budgetOf({ weight: 10, paceMs: 0 })]),
    });
    await clock.settle(Promise.all([1, 2].map(() => gate.pass(requestOf('/w/9'), 0, answering(10)))));
    expect(clock.nowMs()).toBeGreaterThanOrEqual(10_000);
  });

  test('a request that is aborted while it waits leaves the queue, and no timer stays', async () => {
    const { clock, gate, answering } = gateFixture({ costs: costsFor([budgetOf({ paceMs: 1000 })]) });
    const sent: string[] = [];
    const send: Send = (request) => {
      sent.push(request.url);
      return answering(10)(request);
    };
    const stopping = new AbortController();
    const reason = new Error('the user left');
    const passed = gate.pass(requestOf('/w/1'), 0, send);
    const aborted = gate.pass(requestOf('/w/2', stopping.signal), 0, send);
    aborted.catch(() => undefined);
    await clock.settle(passed);
    expect(gate.state.waiting).toBe(1);
    stopping.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    await clock.advance(0);
    expect(gate.state).toMatchObject({ waiting: 0, inFlight: 0 });
    expect(clock.timerCount).toBe(0);
    expect(sent).toHaveLength(1);
    await expect(gate.pass(requestOf('/w/1', stopping.signal), 0, send)).rejects.toBe(reason);
  });

  test('a request aborted in flight ends at once, its slot is free when it is over', async () => {
    const { clock, gate, answering } = gateFixture({ paceScale: 0 });
    const stopping = new AbortController();
    const reason = new Error('the user left');
    const deaf: Send = ({ method, url, headers }) => answering(500)({ method, url, headers });
    const aborted = gate.pass(requestOf('/w/1', stopping.signal), 0, deaf);
    stopping.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    expect([clock.nowMs(), gate.state.inFlight]).toEqual([0, 1]);
    await clock.advance(500);
    expect([gate.state.inFlight, gate.stats.answered]).toEqual([0, 1]);
  });

  test('a waiting request starts at the moment an answer frees its slot', async () => {
    const { clock, gate, answering } = gateFixture({ paceScale: 0 });
    const startsMs: number[] = [];
    const send: Send = async (request, onArrival) => {
      startsMs.push(clock.nowMs());
      const answer = await answering(50)(request);
      const before = startsMs.length;
      onArrival?.(answer.headers);
      if (before < 32) expect(startsMs.length).toBe(before + 1);
      return answer;
    };
    await clock.settle(Promise.all(Array.from({ length: 32 }, () => gate.pass(requestOf('/w/1'), 0, send))));
    expect(startsMs).toEqual([...Array<number>(16).fill(0), ...Array<number>(16).fill(50)]);
  });

  test('no listener stays on a signal, whether its request was answered, failed or was rejected', async () => {
    const { clock, gate, answering } = gateFixture({ paceScale: 0 });
    const { signal } = new AbortController();
    let listeners = 0;
    const counting = new Proxy(signal, {
      get(target, name) {
        if (name === 'addEventListener') return () => void listeners++;
        if (name === 'removeEventListener') return () => void listeners--;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const pass = (send: Send): Promise<unknown> =>
      outcomeOf(
        gate.pass(requestOf('/w/1', counting), 0, ({ method, url, headers }) =>
          send({ method, url, headers }),
        ),
      );
    const outcomes = [
      pass(answering(1)),
      pass(failing(clock, 'MARKET_GONE', null)),
      pass(failing(clock, 'HTTP_BAN', 60_000)),
    ];
    expect(listeners).toBe(3);
    expect(await clock.settle(Promise.all(outcomes))).toEqual(['ok', 'MARKET_GONE', 'HTTP_BAN']);
    expect(await clock.settle(pass(answering(1)))).toBe('HTTP_BAN');
    expect(gate.stats.refused).toBe(1);
    expect(listeners).toBe(0);
  });
});

describe('a 429 pauses the whole exchange', () => {
  test.each([
    ['as long as the header says', 7_000, 7_000],
    ['a second where it says nothing', null, 1_000],
    ['a second where it says less', 200, 1_000],
    ['a second where it says the past', -5_000, 1_000],
    ['15 minutes where it says more', 9_999_999_999_000, 900_000],
  ])('%s', async (_, forMs, pausedMs) => {
    const { clock, gate, answering } = gateFixture();
    const limited = outcomeOf(gate.pass(requestOf('/w/1'), 0, failing(clock, 'HTTP_RATE_LIMIT', forMs)));
    expect(await clock.settle(limited)).toBe('HTTP_RATE_LIMIT');
    const stoppedMs = clock.nowMs();
    expect(gate.state.pausedUntilMs).toBe(clock.wallMs() + pausedMs);
    await clock.settle(gate.pass(requestOf('/w/1'), 0, () => Promise.resolve(answerOf())));
    expect(clock.nowMs() - stoppedMs).toBeCloseTo(pausedMs, 6);
    expect(gate.state.pausedUntilMs).toBeNull();
    await clock.settle(gate.pass(requestOf('/w/1'), 0, answering(1)));
  });

  test.each(['HTTP_5XX', 'HTTP_MAINTENANCE'] as const)(
    '%s does, too, where it says until when',
    async (code) => {
      const { clock, gate } = gateFixture();
      await clock.settle(outcomeOf(gate.pass(requestOf('/w/1'), 0, failing(clock, code, 7_000))));
      expect(gate.state.pausedUntilMs).toBe(clock.wallMs() + 7_000);
      expect(gate.stats.rateLimited).toBe(0);
      await clock.advance(7_000);
      await clock.settle(outcomeOf(gate.pass(requestOf('/w/1'), 0, failing(clock, code, null))));
      expect(gate.state.pausedUntilMs).toBeNull();
    },
  );

  test('keeps the queue, halves the allowed concurrency once, and lets it grow back', async () => {
    const { clock, gate, answering } = gateFixture({ paceScale: 0 });
    await clock.settle(gate.pass(requestOf('/w/1'), 0, answering(50)));
    expect(gate.state.concurrency).toBe(16);
    const limited = Array.from({ length: 16 }, () =>
      outcomeOf(gate.pass(requestOf('/w/1'), 0, failing(clock, 'HTTP_RATE_LIMIT', 5_000))),
    );
    let started = 0;
    const queued = Array.from({ length: 200 }, () =>
      gate.pass(requestOf('/w/1'), 0, (request) => {
        started++;
        return answering(50)(request);
      }),
    );
    await clock.settle(Promise.all(limited));
    expect(gate.state).toMatchObject({ waiting: 200, concurrency: 8 });
    expect(gate.stats.rateLimited).toBe(16);
    await clock.advance(4_999);
    expect(started).toBe(0);
    await clock.advance(1);
    expect(started).toBe(8);
    await clock.settle(Promise.all(queued));
    expect(gate.state.concurrency).toBe(16);
  });

  test('repeatedly without a stated end means longer pauses', async () => {
    const { clock, gate } = gateFixture();
    const pausesMs: number[] = [];
    for (let round = 0; round < 4; round++) {
      await clock.settle(outcomeOf(gate.pass(requestOf('/w/1'), 0, failing(clock, 'HTTP_RATE_LIMIT', null))));
      pausesMs.push((gate.state.pausedUntilMs ?? 0) - clock.wallMs());
    }
    expect(pausesMs).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  test.each([-3_600_000, 3_600_000])('ends in time when the wall clock is put by %i ms', async (stepMs) => {
    const { clock, gate } = gateFixture();
    await clock.settle(outcomeOf(gate.pass(requestOf('/w/1'), 0, failing(clock, 'HTTP_RATE_LIMIT', 7_000))));
    const stoppedMs = clock.nowMs();
    const passed = gate.pass(requestOf('/w/1'), 0, () => Promise.resolve(answerOf()));
    await clock.advance(1_000);
    clock.stepWall(stepMs);
    await clock.settle(passed);
    expect(clock.nowMs() - stoppedMs).toBeCloseTo(7_000, 6);
  });

  test('is learned from later reports, too', async () => {
    const { clock, gate } = gateFixture();
    gate.report(new ExchangeFailure('HTTP_RATE_LIMIT', 'in a 200 body', { untilMs: clock.wallMs() + 3_000 }));
    await clock.settle(gate.pass(requestOf('/w/1'), 0, () => Promise.resolve(answerOf())));
    expect(clock.nowMs()).toBeCloseTo(3_000, 6);
  });
});

describe('a ban stops at once', () => {
  test.each([
    [1, /: nothing was sent\.$/],
    [0, /: nothing was sent\. Without pace \(--pace-off\) start the emulator with --referee relaxed\.$/],
  ])('and with a pace of %i says what helps', async (paceScale, sentence) => {
    const { clock, gate, answering } = gateFixture({ paceScale });
    const first = gate.pass(requestOf('/w/1'), 0, failing(clock, 'HTTP_BAN', 120_000));
    await clock.settle(first.catch(() => undefined));
    const refused = await gate.pass(requestOf('/w/1'), 0, answering(10)).catch((error: unknown) => error);
    expect((refused as Error).message).toMatch(sentence);
  });

  test('rejects waiting requests, sends nothing until it is over, also in the next process', async () => {
    const clock = new TestClock();
    const state = createMemoryState(() => clock.nowMs());
    const { gate, answering } = gateFixture({ clock, state, costs: costsFor([budgetOf({ paceMs: 1000 })]) });
    const untilMs = clock.wallMs() + 50 + 120_000;
    const banned = gate.pass(requestOf('/w/1'), 0, failing(clock, 'HTTP_BAN', 120_000));
    const waiting = Array.from({ length: 5 }, () => gate.pass(requestOf('/w/1'), 0, answering(10)));
    const settled = Promise.allSettled([banned, ...waiting]);
    const outcomes = await clock.settle(settled, 200);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'HTTP_BAN', untilMs } });
    }
    expect(gate.stats).toMatchObject({ sent: 1, refused: 5 });
    expect(gate.state).toMatchObject({ bannedUntilMs: untilMs, waiting: 0 });

    const next = gateFixture({ clock, state });
    const refused = next.gate.pass(requestOf('/w/1'), 0, answering(10));
    await expect(refused).rejects.toMatchObject({ code: 'HTTP_BAN', untilMs, exitCode: 75 });
    expect(next.gate.stats).toMatchObject({ sent: 0, refused: 1 });
    await clock.advance(120_000);
    await clock.settle(next.gate.pass(requestOf('/w/1'), 0, answering(10)));
    expect(next.gate.stats.sent).toBe(1);
  });

  test('that does not say how long lasts two minutes, and never more than three days', async () => {
    for (const [forMs, lastsMs] of [
      [null, 120_000],
      [1e13, 259_200_000],
    ] as const) {
      const { clock, gate } = gateFixture();
      await clock.settle(outcomeOf(gate.pass(requestOf('/w/1'), 0, failing(clock, 'HTTP_BAN', forMs))));
      expect((gate.state.bannedUntilMs ?? 0) - clock.wallMs()).toBeCloseTo(lastsMs, 6);
    }
  });

  test('lets requests in flight finish', async () => {
    const { clock, gate, answering } = gateFixture({ paceScale: 0 });
    const slow = gate.pass(requestOf('/w/1'), 0, answering(500));
    await clock.settle(outcomeOf(gate.pass(requestOf('/w/1'), 0, failing(clock, 'HTTP_BAN', 60_000))));
    expect(await clock.settle(outcomeOf(slow))).toBe('ok');
  });
});

describe('the breaker', () => {
  test('opens when half of ten calls fail on the way, tries one call every 5 s, and closes with an answer', async () => {
    const { clock, gate, answering } = gateFixture({ paceScale: 0 });
    const dead = failing(clock, 'NET_TIMEOUT', null, 100);
    const first = Array.from({ length: 100 }, () => outcomeOf(gate.pass(requestOf('/w/1'), 0, dead)));
    const outcomes = await clock.settle(Promise.all(first));
    // 16 at once, and one more for each of the nine failures before the tenth.
    expect(outcomes.filter((code) => code === 'NET_TIMEOUT')).toHaveLength(25);
    expect(outcomes.filter((code) => code === 'EXCHANGE_DOWN')).toHaveLength(75);
    expect(gate.state.breaker).toBe('open');

    await clock.advance(6_000);
    const second = Array.from({ length: 50 }, () => outcomeOf(gate.pass(requestOf('/w/1'), 0, dead)));
    const probed = await clock.settle(Promise.all(second));
    expect(probed.filter((code) => code === 'NET_TIMEOUT')).toHaveLength(1);

    await clock.advance(6_000);
    const third = Array.from({ length: 50 }, () =>
      outcomeOf(gate.pass(requestOf('/w/1'), 0, answering(100))),
    );
    await clock.advance(50);
    expect(gate.state).toMatchObject({ breaker: 'probing', inFlight: 1, waiting: 49 });
    expect(await clock.settle(Promise.all(third))).toEqual(third.map(() => 'ok'));
    expect(gate.state.breaker).toBe('closed');
  });

  test('is not opened by answers that are refusals of one market', async () => {
    const { clock, gate } = gateFixture({ paceScale: 0 });
    const gone = failing(clock, 'MARKET_GONE', null);
    const outcomes = Array.from({ length: 50 }, () => outcomeOf(gate.pass(requestOf('/w/1'), 0, gone)));
    expect(new Set(await clock.settle(Promise.all(outcomes)))).toEqual(new Set(['MARKET_GONE']));
    expect(gate.state.breaker).toBe('closed');
  });

  test('passes the probe on when its caller gives up', async () => {
    const { clock, gate, answering } = gateFixture({ paceScale: 0 });
    const dead = failing(clock, 'NET_RESET', null, 10);
    await clock.settle(
      Promise.all(Array.from({ length: 20 }, () => outcomeOf(gate.pass(requestOf('/w/1'), 0, dead)))),
    );
    await clock.advance(6_000);
    const stopping = new AbortController();
    const probe = outcomeOf(gate.pass(requestOf('/w/1', stopping.signal), 0, answering(100)));
    const after = outcomeOf(gate.pass(requestOf('/w/1'), 0, answering(100)));
    await clock.advance(10);
    stopping.abort('enough');
    expect(await clock.settle(Promise.all([probe, after]))).toEqual(['enough', 'ok']);
  });
});

describe('headers', () => {
  test('that report more used weight than we know are believed until the minute is over', async () => {
    // 20 s into a minute.
    const clock = new TestClock(Date.UTC(2026, 0, 1, 0, 0, 20));
    const costs = costsFor([budgetOf({ weight: 100, windowMs: 60_000, window: 'aligned', paceMs: 0 })], {
      headers: { used: 'x-mbx-used-weight-1m' },
    });
    const { gate, answering } = gateFixture({ clock, costs });
    const send = answering(0, { 'x-mbx-used-weight-1m': '74', date: 'Thu, 01 Jan 2026 00:00:20 GMT' });
    await clock.settle(gate.pass(requestOf('/w/1'), 0, send));
    expect(gate.state.budgets.ip.used).toBe(74);
    await clock.settle(gate.pass(requestOf('/w/1'), 0, answering(0)));
    expect(clock.nowMs()).toBe(0);
    await clock.settle(gate.pass(requestOf('/w/1'), 0, answering(0)));
    expect(clock.nowMs()).toBe(40_000);
  });

  test('of another kind: what remains, of how much, until when', async () => {
    const clock = new TestClock();
    const costs = costsFor([budgetOf({ weight: 600, windowMs: 5_000, paceMs: 0 })], {
      headers: {
        remaining: 'x-bapi-limit-status',
        limit: 'x-bapi-limit',
        reset: 'x-bapi-limit-reset-timestamp',
        resetUnit: 'utcMs',
      },
    });
    const { gate, answering } = gateFixture({ clock, costs });
    const reset = String(clock.wallMs() + 3_000);
    const send = answering(0, {
      'x-bapi-limit-status': '10',
      'x-bapi-limit': '120',
      'x-bapi-limit-reset-timestamp': reset,
    });
    await clock.settle(gate.pass(requestOf('/w/1'), 0, send));
    await clock.settle(gate.pass(requestOf('/w/1'), 0, answering(0)));
    expect(clock.nowMs()).toBe(3_000);
  });

  test.each(['', 'NaN', '-5', 'a lot', 'Infinity'])('that are nonsense change nothing: %j', async (text) => {
    const costs = costsFor([budgetOf()], { headers: { used: 'x-mbx-used-weight-1m' } });
    const { clock, gate, answering } = gateFixture({ costs });
    await clock.settle(gate.pass(requestOf('/w/1'), 0, answering(0, { 'x-mbx-used-weight-1m': text })));
    expect(gate.state.budgets.ip.used).toBe(1);
  });
});
