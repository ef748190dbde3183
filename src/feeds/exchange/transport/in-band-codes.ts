import type { FailureCode, FailureDetails } from '../failure.js';

export interface InBandRule {
  /** The answer's own error code, as text. */
  readonly code: string;
  /** Text it must contain as well. */
  readonly text?: RegExp;
  readonly failure: FailureCode;
  readonly details?: Pick<FailureDetails, 'scope' | 'retry'>;
}

const BINANCE: readonly InBandRule[] = [
  // INVALID_SYMBOL_STATUS: known, but not trading. ccxt: BadRequest.
  { code: '-1122', failure: 'MARKET_INACTIVE' },
  // UNKNOWN, DISCONNECTED, TIMEOUT, SERVER_BUSY: ccxt's class depends on the host.
  { code: '-1000', failure: 'HTTP_5XX' },
  { code: '-1001', failure: 'HTTP_5XX' },
  { code: '-1003', failure: 'HTTP_RATE_LIMIT' },
  { code: '-1007', failure: 'NET_TIMEOUT' },
  { code: '-1008', failure: 'HTTP_5XX' },
];

const BYBIT: readonly InBandRule[] = [
  // "params error": the only public parameter that can go out of date is the symbol.
  { code: '10001', text: /symbol/i, failure: 'MARKET_GONE' },
  { code: '10009', failure: 'HTTP_BAN' },
  { code: '10016', failure: 'HTTP_5XX' },
  { code: '10029', failure: 'MARKET_GONE' },
];

/**
 * In-band error codes that ccxt 4.5.84 does not know or maps differently, by the exchange's id. All others
 * use ccxt's class.
 */
const RULES: Readonly<Record<string, readonly InBandRule[]>> = {
  binance: BINANCE,
  binanceusdm: BINANCE,
  binanceus: BINANCE,
  bybit: BYBIT,
  bybiteu: BYBIT,
  bybitid: BYBIT,
  kraken: [
    { code: 'EGeneral:Temporary lockout', failure: 'HTTP_BAN' },
    { code: 'EQuery:Unknown asset pair', failure: 'MARKET_GONE' },
  ],
  okx: [
    // A nonexistent instrument is reported as "Parameter instId error" on some endpoints. ccxt: BadRequest.
    { code: '51000', text: /instId/i, failure: 'MARKET_GONE' },
    { code: '50061', failure: 'HTTP_RATE_LIMIT' },
  ],
};

export function inBandRule(exchange: string, code: string, text: string): InBandRule | null {
  const rules = Object.hasOwn(RULES, exchange) ? RULES[exchange] : [];
  return rules.find((rule) => rule.code === code && (rule.text?.test(text) ?? true)) ?? null;
}

/**
 * The error code in the body of an answer: Binance and OKX `code`, Bybit `retCode`, Kraken `error[0]`; or ''.
 */
export function inBandCode(json: unknown): string {
  if (typeof json !== 'object' || json === null) return '';
  const { code, retCode, ret_code, error } = json as Record<string, unknown>;
  const found = code ?? retCode ?? ret_code ?? (Array.isArray(error) ? (error as unknown[])[0] : undefined);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}
