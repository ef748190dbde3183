import type { MarketBars, MarketDetails, MarketFeed } from '../market/feed.js';

/** Code of a market that had not been scanned when the deadline passed. */
export const DEADLINE_CODE = 'DEADLINE';

const LATE = { code: DEADLINE_CODE, message: 'It had not been looked at when the deadline passed.' };

/**
 * The feed until a deadline: after it, it answers at once, reporting markets whose candles or details have
 * not arrived as too late. Without tickers there is nothing to answer: those reject with the signal's reason.
 */
export function untilDeadline(feed: MarketFeed, deadline: AbortSignal): MarketFeed {
  // One per call: a single signal with hundreds of listening requests looks like a leak to Node.
  const both = (signal?: AbortSignal): AbortSignal =>
    AbortSignal.any(signal === undefined ? [deadline] : [signal, deadline]);
  const inTime = async <Answer>(
    signal: AbortSignal | undefined,
    ask: (signal: AbortSignal) => Promise<Answer>,
    otherwise: Answer,
  ): Promise<Answer> => {
    if (deadline.aborted) return otherwise;
    try {
      return await ask(both(signal));
    } catch (error) {
      if (!deadline.aborted || signal?.aborted) throw error;
      return otherwise;
    }
  };
  return {
    source: feed.source,
    isMetered: feed.isMetered,
    warnings: () => feed.warnings?.() ?? [],
    outages: (timeframeMs) => feed.outages?.(timeframeMs),
    markets: (signal) => feed.markets(both(signal)),
    lastCloseTimeMs: (timeframeMs, signal) => feed.lastCloseTimeMs(timeframeMs, both(signal)),
    tickers: (symbols, asOfMs, signal) => feed.tickers(symbols, asOfMs, both(signal)),
    // One by one, so that arrived parts of a batch are not lost with the rest of it.
    bars: (symbols, timeframeMs, count, asOfMs, signal) =>
      Promise.all(
        symbols.map((symbol) =>
          inTime<MarketBars>(
            signal,
            async (until) => (await feed.bars([symbol], timeframeMs, count, asOfMs, until))[0],
            { symbol, error: LATE },
          ),
        ),
      ),
    details: async (symbols, asOfMs, signal) => {
      // What costs nothing is not late.
      if (!feed.isMetered) return feed.details(symbols, asOfMs, signal);
      const details = new Map<string, MarketDetails>();
      const answers = symbols.map(async (symbol) => {
        const ask = async (until: AbortSignal) => (await feed.details([symbol], asOfMs, until)).get(symbol);
        return [symbol, await inTime<MarketDetails | undefined>(signal, ask, { error: LATE })] as const;
      });
      for (const [symbol, found] of await Promise.all(answers)) {
        if (found !== undefined) details.set(symbol, found);
      }
      return details;
    },
  };
}
