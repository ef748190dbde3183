import type { ExchangeFeed } from '../../src/feeds/exchange/exchange-feed.js';

/** Timers of a busy machine are late by this much, as far as one that looks often can tell. */
const LOOK_EVERY_MS = 20;

/** Measures how long each call of the client takes, and how late this process itself is. */
export function watchCalls(feed: ExchangeFeed): { expectSettledWithin(ms: number): void } {
  const { client } = feed.session;
  const running = new Set<number>();
  let longestMs = 0;
  let lateMs = 0;
  let lookedAtMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    lateMs = Math.max(lateMs, nowMs - lookedAtMs - LOOK_EVERY_MS);
    lookedAtMs = nowMs;
  }, LOOK_EVERY_MS);
  const call = client.call.bind(client);
  client.call = async (...given) => {
    const startMs = performance.now();
    running.add(startMs);
    try {
      return await call(...given);
    } finally {
      running.delete(startMs);
      longestMs = Math.max(longestMs, performance.now() - startMs);
    }
  };
  return {
    expectSettledWithin(ms) {
      clearInterval(timer);
      if (running.size > 0) throw new Error(`Expected every call to be settled, ${running.size} are not.`);
      if (longestMs <= ms + lateMs) return;
      throw new Error(
        `Expected every call to settle within ${ms} ms, one took ${longestMs} ms (late by ${lateMs}).`,
      );
    },
  };
}
