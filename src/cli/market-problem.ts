import { FAILURES } from '../feeds/exchange/failure.js';
import type { MarketFeed } from '../market/feed.js';
import { displaySymbol } from '../market/symbol.js';
import type { MarketResult } from '../scanner/scan-result.js';
import { EXIT, SquallError } from '../util/squall-error.js';

/** Why the one market that was asked about cannot be looked at: what is wrong with the exchange, or with the data. */
export function marketProblem(
  { symbol, errors: [{ code, message }] }: Pick<MarketResult, 'symbol' | 'errors'>,
  feed: Pick<MarketFeed, 'failure'>,
): SquallError {
  const failure = feed.failure?.() ?? null;
  const exitCode = isFailure(code) ? FAILURES[code].exitCode : EXIT.data;
  const untilMs = failure?.code === code ? failure.untilMs : null;
  return new SquallError(code, `${displaySymbol(symbol)}: ${message}`, exitCode, 'symbol', 'no', untilMs);
}

/** Whether it is the exchange that failed, not the market's data. */
export function isFailure(code: string): code is keyof typeof FAILURES {
  return Object.hasOwn(FAILURES, code);
}
