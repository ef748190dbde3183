import type { HttpAnswer, HttpRequest, Send } from '../transport/http.js';

/** Higher first: what a scan cannot go on without before what it can. */
export const PRIORITY = { markets: 40, tickers: 30, reference: 20, candles: 10, facts: 0 } as const;

/**
 * The one place through which every request to an exchange goes: it waits for budget, a free place and the end of any
 * pause, sends, and learns from the answer's headers or from the failure.
 */
export interface RequestGate {
  /** @throws {ExchangeFailure} what `send` throws, or HTTP_RATE_LIMIT / HTTP_BAN / EXCHANGE_DOWN without sending. */
  pass(request: HttpRequest, priority: number, send: Send): Promise<HttpAnswer>;
}
