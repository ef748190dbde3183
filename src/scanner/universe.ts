import type { MarketInfo } from '../market/market.js';
import { marketFromSymbol } from '../market/spelling.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import { suggestion } from '../util/did-you-mean.js';
import { bySymbol } from './order.js';

export interface UniverseRequest {
  /** Keep only these symbols; null = all. */
  readonly symbols: readonly string[] | null;
  /** Keep only markets of this quote currency; null = all. */
  readonly quote: string | null;
}

/**
 * The markets of one scan, sorted by symbol.
 * @throws {SquallError} UNKNOWN_SYMBOL when a symbol asked for is not in the source.
 */
export function selectUniverse(all: readonly MarketInfo[], request: UniverseRequest): MarketInfo[] {
  const wanted =
    request.symbols === null ? null : new Set(request.symbols.map((symbol) => resolveSymbol(symbol, all)));
  return all
    .filter((market) => wanted === null || wanted.has(market.symbol))
    .filter((market) => request.quote === null || market.quote === request.quote.toUpperCase())
    .sort(bySymbol);
}

/**
 * The market that a user means: its exact symbol, or the one market that is spelled alike (`xecusdt` → `XEC/USDT`),
 * or what another exchange's spelling of it says (`BINANCE:XECUSDT.P` → `XEC/USDT:USDT`).
 * @throws {SquallError} UNKNOWN_SYMBOL when there is none.
 */
export function resolveSymbol(symbol: string, markets: readonly MarketInfo[]): string {
  const exact = markets.find((market) => market.symbol === symbol);
  if (exact) return exact.symbol;
  const alike = markets.filter((market) => plainSpelling(market.symbol) === plainSpelling(symbol));
  if (alike.length === 1) return alike[0].symbol;
  const read = marketFromSymbol(symbol)?.symbol;
  const meant = markets.find((market) => market.symbol === read);
  if (meant) return meant.symbol;
  throw unknownSymbol(
    symbol,
    markets.map((market) => market.symbol),
  );
}

function plainSpelling(symbol: string): string {
  return symbol.toUpperCase().replace(/[^\p{L}\p{N}:]/gu, '');
}

function unknownSymbol(symbol: string, known: Iterable<string>): SquallError {
  return new SquallError(
    'UNKNOWN_SYMBOL',
    `There is no market ${shownValue(symbol)} in this source${suggestion(symbol, known)}`,
  );
}

/** The BTC market that a market is compared with: of the same quote and settlement currency. */
export function referenceSymbol(market: MarketInfo): string {
  const settle = market.settle === null ? '' : `:${market.settle}`;
  return `BTC/${market.quote}${settle}`;
}
