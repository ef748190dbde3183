import type { ExchangeFeed } from '../../src/feeds/exchange/exchange-feed.js';

/** Counts the client's calls in flight. */
export function watchCalls(feed: ExchangeFeed): { expectSettled(): void } {
  const { client } = feed.session;
  let running = 0;
  const call = client.call.bind(client);
  client.call = async (...given) => {
    running++;
    try {
      return await call(...given);
    } finally {
      running--;
    }
  };
  return {
    expectSettled() {
      if (running > 0) throw new Error(`Expected every call to be settled, ${running} are not.`);
    },
  };
}
