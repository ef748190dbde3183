import type { MarketBars, MarketDetails, MarketFeed } from '../market/feed.js';
import type { ScanResult } from '../scanner/scan-result.js';
import { EXIT, SquallError } from '../util/squall-error.js';
import { describeMs } from './parse.js';

const CODE = 'DEADLINE';

/** Aborts after so many ms from now; its reason is a failure with exit code 21. It keeps no process alive. */
export function deadlineSignal(deadlineMs: number): AbortSignal {
  const controller = new AbortController();
  const message = `The deadline of ${describeMs(deadlineMs)} passed before anything could be shown (--deadline)`;
  setTimeout(() => controller.abort(new SquallError(CODE, message, EXIT.deadline)), deadlineMs).unref();
  return controller.signal;
}

/**
 * The feed until a deadline: from then on it answers at once, of each market whose candles or details are not there yet
 * that they came too late. Without tickers there is nothing to answer: those reject with the signal's reason.
 */
export function untilDeadline(feed: MarketFeed, deadline: AbortSignal): MarketFeed {
  const late = { code: CODE, message: 'It had not been looked at when the deadline passed.' };
  // One for each call: a single signal that hundreds of requests listen to looks like a leak to Node.
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
  const { stages } = feed;
  return {
    source: feed.source,
    warnings: () => feed.warnings?.() ?? [],
    markets: (signal) => feed.markets(both(signal)),
    lastCloseTimeMs: (timeframeMs, signal) => feed.lastCloseTimeMs(timeframeMs, both(signal)),
    facts: (symbols, asOfMs) => feed.facts(symbols, asOfMs),
    // One by one, so that what has come of a batch is not lost with the rest of it.
    bars: (symbols, timeframeMs, count, asOfMs, signal) =>
      Promise.all(
        symbols.map((symbol) =>
          inTime<MarketBars>(
            signal,
            async (until) => (await feed.bars([symbol], timeframeMs, count, asOfMs, until))[0],
            { symbol, error: late },
          ),
        ),
      ),
    ...(stages && {
      stages: {
        tickers: (symbols, asOfMs, signal) => stages.tickers(symbols, asOfMs, both(signal)),
        details: async (symbols, asOfMs, signal) => {
          const answers = symbols.map(async (symbol): Promise<[string, MarketDetails]> => {
            const ask = async (until: AbortSignal): Promise<MarketDetails> =>
              (await stages.details([symbol], asOfMs, until)).get(symbol) ?? { facts: {} };
            return [symbol, await inTime(signal, ask, { error: late })];
          });
          return new Map(await Promise.all(answers));
        },
      },
    }),
  };
}

/** What the deadline cut off a scan, as a failure; null = nothing. */
export function deadlineProblem({ markets }: ScanResult): SquallError | null {
  const late = markets.filter(({ errors }) => errors.some(({ code }) => code === CODE)).length;
  if (late === 0) return null;
  const message = `The deadline passed with ${late} of ${markets.length} markets not looked at (--deadline)`;
  return new SquallError(CODE, message, EXIT.deadline);
}
