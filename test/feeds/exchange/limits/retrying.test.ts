import { describe, expect, test } from '../../../support/jest.js';
import { ExchangeFailure } from '../../../../src/feeds/exchange/failure.js';
import type { FailureCode, FailureDetails } from '../../../../src/feeds/exchange/failure.js';
import { createRetryBudget, retrying } from '../../../../src/feeds/exchange/limits/retrying.js';
import type { RetryPolicy } from '../../../../src/feeds/exchange/limits/retrying.js';
import { TestClock } from '../../../support/test-clock.js';

/** A run that fails with each of these in turn and then succeeds; the times of its attempts. */
function failingRun(clock: TestClock, codes: readonly FailureCode[], details: FailureDetails = {}) {
  const startsMs: number[] = [];
  const run = async (attempt: number): Promise<string> => {
    startsMs.push(clock.nowMs());
    expect(attempt).toBe(startsMs.length);
    if (attempt <= codes.length) throw new ExchangeFailure(codes[attempt - 1], `attempt ${attempt}`, details);
    return 'ok';
  };
  return { startsMs, run };
}

function policyOf(part: Partial<RetryPolicy> = {}): RetryPolicy & { readonly clock: TestClock } {
  const clock = new TestClock();
  return { rng: () => 0.5, budget: createRetryBudget(), ...part, clock };
}

describe('trying again', () => {
  test.each([
    ['with full jitter: half of 0.5 s, half of 1 s', ['HTTP_5XX', 'HTTP_5XX'], [0, 250, 750]],
    ['at once after a lost connection, later with back-off', ['NET_RESET', 'NET_RESET'], [0, 0, 500]],
    ['once where the body was bad', ['BAD_BODY'], [0, 250]],
    ['at once where the gate pauses', ['HTTP_RATE_LIMIT', 'HTTP_RATE_LIMIT'], [0, 0, 0]],
  ] as const)('%s', async (_, codes, startsMs) => {
    const policy = policyOf();
    const failing = failingRun(policy.clock, codes);
    expect(await policy.clock.settle(retrying(policy, failing.run))).toBe('ok');
    expect(failing.startsMs).toEqual(startsMs);
  });

  test.each([
    ['three times in all', 'NET_TIMEOUT', 3],
    ['twice where the body was bad', 'BAD_SCHEMA', 2],
    ['never where the market is gone', 'MARKET_GONE', 1],
    ['never where we are refused', 'HTTP_BLOCKED', 1],
    ['never inside a ban', 'HTTP_BAN', 1],
  ] as const)('%s', async (_, code, attempts) => {
    const policy = policyOf();
    const failing = failingRun(
      policy.clock,
      Array.from({ length: 9 }, () => code),
    );
    const failed = retrying(policy, failing.run);
    await expect(policy.clock.settle(failed)).rejects.toMatchObject({ code, message: `attempt ${attempts}` });
    expect(failing.startsMs).toHaveLength(attempts);
  });

  test('a case that says no is not tried again, whatever its code', async () => {
    const policy = policyOf();
    const failing = failingRun(policy.clock, ['BAD_BODY'], { retry: 'no' });
    await expect(policy.clock.settle(retrying(policy, failing.run))).rejects.toMatchObject({
      code: 'BAD_BODY',
    });
    expect(failing.startsMs).toEqual([0]);
  });

  test('waits for the next probe if the exchange is down, and uses none of the budget', async () => {
    const policy = policyOf({ budget: createRetryBudget(0, 0) });
    const failing = failingRun(policy.clock, ['EXCHANGE_DOWN'], { untilMs: policy.clock.wallMs() + 4_000 });
    expect(await policy.clock.settle(retrying(policy, failing.run))).toBe('ok');
    expect(failing.startsMs).toEqual([0, 4_010]);
  });

  test('uses none of the budget if all wait for the end of a pause', async () => {
    const policy = policyOf({ budget: createRetryBudget(0, 0) });
    const failing = failingRun(policy.clock, ['HTTP_RATE_LIMIT', 'HTTP_RATE_LIMIT']);
    expect(await policy.clock.settle(retrying(policy, failing.run))).toBe('ok');
  });

  test('anything but an exchange failure is a bug and is rethrown', async () => {
    const policy = policyOf();
    const bug = new TypeError('x is not a function');
    await expect(retrying(policy, () => Promise.reject(bug))).rejects.toBe(bug);
  });

  test('ends as soon as the signal aborts, also in the middle of a wait', async () => {
    const policy = policyOf();
    const stopping = new AbortController();
    const failing = failingRun(policy.clock, ['HTTP_5XX', 'HTTP_5XX']);
    const tried = retrying(policy, failing.run, stopping.signal);
    tried.catch(() => undefined);
    await policy.clock.advance(100);
    stopping.abort('enough');
    await expect(tried).rejects.toBe('enough');
    expect(policy.clock.timerCount).toBe(0);
    expect(failing.startsMs).toEqual([0]);
  });
});

describe('the retry budget', () => {
  test('is a tenth of the calls that succeeded, and a few', async () => {
    const budget = createRetryBudget();
    for (let n = 0; n < 10; n++) expect(budget.take()).toBe(true);
    expect(budget.take()).toBe(false);
    for (let n = 0; n < 20; n++) budget.onSuccess();
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false]);
  });

  test('a dead exchange gets little more than one request per market', async () => {
    const policy = policyOf();
    let asked = 0;
    const calls = Array.from({ length: 400 }, () =>
      retrying(policy, async () => {
        asked++;
        throw new ExchangeFailure('NET_TIMEOUT', 'dead');
      }),
    );
    await policy.clock.settle(Promise.allSettled(calls));
    expect(asked).toBe(410);
  });
});
