import { describe, expect, test } from '../support/jest.js';
import { getEventListeners } from 'node:events';
import { systemClock } from '../../src/platform/system-clock.js';

describe('a sleep of this machine', () => {
  test('lasts as long as it should, and leaves no listener behind', async () => {
    const { signal } = new AbortController();
    const startMs = systemClock.nowMs();
    await systemClock.sleep(20, signal);
    // Timers are counted in whole milliseconds.
    expect(systemClock.nowMs() - startMs).toBeGreaterThanOrEqual(19);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('ends with the reason itself as soon as the signal aborts', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const sleeping = systemClock.sleep(60_000, abort.signal);
    abort.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
  });

  test('does not start if the signal has aborted before', async () => {
    const reason = new Error('too late');
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(systemClock.sleep(0, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
