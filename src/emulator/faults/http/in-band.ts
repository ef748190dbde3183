import { dialectOf } from '../dialect.js';
import { httpFault } from '../fault.js';
import { send } from './wire.js';
import type { FaultContext } from '../fault.js';

interface Refusal {
  readonly status: number;
  readonly body: unknown;
}

type Refusals = Readonly<Record<ReturnType<typeof dialectOf>, Refusal>>;

const refusal = (status: number, body: unknown): Refusal => ({ status, body });

const binance = (status: number, code: number, msg: string): Refusal => refusal(status, { code, msg });
const bybit = (retCode: number, retMsg: string): Refusal =>
  refusal(200, { retCode, retMsg, result: {}, retExtInfo: {} });
const kraken = (error: string): Refusal => refusal(200, { error: [error] });

const RATE_LIMIT: Refusals = {
  binance: binance(400, -1003, 'Too many requests; current request limit is 6000 per 1 MINUTE.'),
  bybit: bybit(10006, 'Too many visits. Exceeded the API Rate Limit.'),
  kraken: kraken('EAPI:Rate limit exceeded'),
};

const UNAVAILABLE: Refusals = {
  binance: binance(503, -1008, 'Server is currently overloaded with other requests. Please try again later.'),
  bybit: bybit(10016, 'Server error.'),
  kraken: kraken('EService:Unavailable'),
};

const UNKNOWN_SYMBOL: Refusals = {
  binance: binance(400, -1121, 'Invalid symbol.'),
  bybit: bybit(10001, 'params error: symbol invalid'),
  kraken: kraken('EQuery:Unknown asset pair'),
};

/** The exchange's own wording. */
const refuse = (refusals: Refusals) => (context: FaultContext) => {
  const { status, body } = refusals[dialectOf(context.request)];
  return send(context, status, {}, JSON.stringify(body));
};

/** Errors in the exchange's own words, in a valid body; two of three exchanges send them with status 200. */
export const IN_BAND = [
  httpFault({
    id: 'inBandRateLimit',
    row: 'N9',
    description: "Too many requests, by the exchange's own code and without Retry-After.",
    ends: ['HTTP_RATE_LIMIT'],
    respond: refuse(RATE_LIMIT),
  }),
  httpFault({
    id: 'inBandUnavailable',
    row: 'N11',
    description: "Temporarily unavailable, by the exchange's own code.",
    ends: ['HTTP_5XX'],
    respond: refuse(UNAVAILABLE),
  }),
  httpFault({
    id: 'symbolGone',
    row: 'D11',
    description: 'The exchange does not know the symbol (any more).',
    ends: ['MARKET_GONE'],
    endpoints: ['klines', 'depth', 'openInterest', 'openInterestHistory'],
    respond: refuse(UNKNOWN_SYMBOL),
  }),
];
