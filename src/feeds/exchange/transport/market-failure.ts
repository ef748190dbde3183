import { ExchangeFailure } from '../failure.js';

/** Statuses that reject a request: its market, if it was about one. */
export const REFUSALS: ReadonlySet<number | null> = new Set([403, 404, 410]);

const MARKET = '(?:symbol|pair|market|instrument|contract|product|coin|currency)';
const GONE =
  "(?:invalid|illegal|unknown|unsupported|no such|delisted|not (?:exist|found|listed|supported|available|provided)|(?:does|do)(?:n't| not) exist)";
const SAYS_GONE = new RegExp(`\\b${MARKET}s?\\b.{0,30}\\b${GONE}|\\b${GONE}\\b.{0,30}\\b${MARKET}`, 'i');

/** Failures by which an exchange may mean that it does not know the market. */
const MAY_MEAN_MARKET: ReadonlySet<string> = new Set(['HTTP_BLOCKED', 'BAD_SCHEMA']);

/**
 * A failure of a request about one market, interpreted as: the market does not exist.
 * @param text  of the answer
 */
export function ofOneMarket(failure: ExchangeFailure, text: string): ExchangeFailure {
  const { code, status, message } = failure;
  const isRefused = code === 'HTTP_BLOCKED' && REFUSALS.has(status);
  if (!isRefused && !(MAY_MEAN_MARKET.has(code) && SAYS_GONE.test(text))) return failure;
  return new ExchangeFailure('MARKET_GONE', message, status === null ? {} : { status });
}
