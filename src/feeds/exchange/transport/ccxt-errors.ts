import type { FailureCode, FailureDetails } from '../failure.js';

interface Meaning {
  readonly code: FailureCode;
  readonly details?: Pick<FailureDetails, 'scope' | 'retry'>;
}

/** Our own mistake, or something this exchange cannot do: retrying changes nothing. */
const REFUSED_REQUEST: Meaning = { code: 'BAD_SCHEMA', details: { retry: 'no' } };

/**
 * ccxt's error classes (4.5.84, js/src/base/errors.js) by name; the nearest listed ancestor counts. Names, so
 * that nothing of ccxt is loaded for it. Its NetworkErrors can only come from an answer's text: the network
 * is ours.
 */
const CLASSES: Readonly<Record<string, Meaning>> = {
  RateLimitExceeded: { code: 'HTTP_RATE_LIMIT' },
  DDoSProtection: { code: 'HTTP_RATE_LIMIT' },
  OnMaintenance: { code: 'HTTP_MAINTENANCE' },
  ExchangeNotAvailable: { code: 'HTTP_5XX' },
  RequestTimeout: { code: 'NET_TIMEOUT' },
  NullResponse: { code: 'BAD_SCHEMA' },
  BadResponse: { code: 'BAD_SCHEMA' },
  NetworkError: { code: 'HTTP_5XX' },
  OperationFailed: { code: 'HTTP_5XX' },
  BadSymbol: { code: 'MARKET_GONE' },
  MarketClosed: { code: 'MARKET_INACTIVE' },
  ContractUnavailable: { code: 'MARKET_INACTIVE' },
  RestrictedLocation: { code: 'HTTP_BLOCKED' },
  AuthenticationError: { code: 'HTTP_BLOCKED' },
  BadRequest: REFUSED_REQUEST,
  ArgumentsRequired: REFUSED_REQUEST,
  NotSupported: REFUSED_REQUEST,
  ExchangeError: { code: 'BAD_SCHEMA' },
  BaseError: { code: 'BAD_SCHEMA' },
};

/** Classes that say no more than "something is wrong". */
const VAGUE = new Set(['ExchangeError', 'BaseError']);

/**
 * Meaning of a ccxt error, and whether its class says more than that something is wrong; null if it is not
 * one.
 */
export function ccxtMeaning(error: unknown): (Meaning & { readonly isVague: boolean }) | null {
  const names = classNames(error);
  if (!names.includes('BaseError')) return null;
  const name = names.find((candidate) => Object.hasOwn(CLASSES, candidate));
  return name === undefined ? null : { ...CLASSES[name], isVague: VAGUE.has(name) };
}

/** Names of an object's class and its ancestors, nearest first. */
function classNames(error: unknown): string[] {
  const names: string[] = [];
  if (typeof error !== 'object') return names;
  let prototype = error === null ? null : (Object.getPrototypeOf(error) as object | null);
  for (; prototype !== null; prototype = Object.getPrototypeOf(prototype) as object | null) {
    names.push(prototype.constructor?.name ?? '');
  }
  return names;
}
