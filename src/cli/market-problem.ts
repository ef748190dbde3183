import type { FailureCode } from '../feeds/exchange/failure.js';
import { FAILURE_CODES } from '../feeds/exchange/failure.js';
import type { MarketFeed } from '../market/feed.js';
import { displaySymbol } from '../market/symbol.js';
import type { MarketResult } from '../scanner/scan-result.js';
import { EXIT, isErrorCode } from '../util/error-codes.js';
import { SquallError } from '../util/squall-error.js';

/** Why the requested market cannot be shown: a problem of the exchange, or of the data. */
export function marketProblem(
  { symbol, errors: [{ code, message }] }: Pick<MarketResult, 'symbol' | 'errors'>,
  feed: Pick<MarketFeed, 'failure'>,
): SquallError {
  const failure = feed.failure?.() ?? null;
  const untilMs = failure?.code === code ? failure.untilMs : null;
  const known = isErrorCode(code) ? code : 'NO_DATA';
  return new SquallError(known, `${displaySymbol(symbol)}: ${message}`, {
    scope: 'symbol',
    retry: 'no',
    untilMs,
    // A market that arrived too late has no data; exit 21 is for a scan that shows what had arrived by then.
    ...(isFailure(code) ? {} : { exitCode: EXIT.data }),
  });
}

/** Whether the exchange failed, rather than the market's data. */
export function isFailure(code: string): code is FailureCode {
  return (FAILURE_CODES as readonly string[]).includes(code);
}
