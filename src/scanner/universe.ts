import { matchesSymbol } from '../filters/symbol-pattern.js';
import type { MarketInfo } from '../market/market.js';
import { nearSymbolHint } from '../market/near-symbols.js';
import { marketFromSymbol } from '../market/spelling.js';
import { shownValue } from '../util/plain-text.js';
import { displaySymbol } from '../market/symbol.js';
import { SquallError } from '../util/squall-error.js';
import { bySymbol, compareText } from './order.js';

export interface UniverseRequest {
  /** Keep only these symbols; null = all. */
  readonly symbols: readonly string[] | null;
  /** Keep only markets of this quote currency; null = all. */
  readonly quote: string | null;
}

/**
 * The markets of one scan, sorted by symbol.
 * @throws {SquallError} UNKNOWN_SYMBOL: a requested symbol is not in the source, or is ambiguous.
 */
export function selectUniverse(all: readonly MarketInfo[], request: UniverseRequest): MarketInfo[] {
  return marketsAskedFor(all, request).sort(bySymbol);
}

/**
 * The same in the order of the source.
 * @throws {SquallError} see {@link selectUniverse}
 */
export function marketsAskedFor(
  all: readonly MarketInfo[],
  { symbols, quote }: UniverseRequest,
): MarketInfo[] {
  const ofQuote = marketsOfQuote(all, quote);
  if (symbols === null) return [...ofQuote];
  const wanted = new Set(symbols.flatMap((entry) => namedMarkets(entry, ofQuote, all)));
  return ofQuote.filter((market) => wanted.has(market.symbol));
}

function marketsOfQuote(all: readonly MarketInfo[], quote: string | null): readonly MarketInfo[] {
  return quote === null ? all : all.filter((market) => market.quote === quote.toUpperCase());
}

/** The markets named by an entry: every match of a pattern with `*`, otherwise one. */
function namedMarkets(entry: string, ofQuote: readonly MarketInfo[], all: readonly MarketInfo[]): string[] {
  // A market of another quote currency is known, but left out.
  if (!entry.includes('*')) return [findSymbol(entry, ofQuote) ?? resolveSymbol(entry, all)];
  const found = ofQuote.filter(({ symbol }) => matchesSymbol(entry, symbol));
  if (found.length > 0) return found.map(({ symbol }) => symbol);
  throw new SquallError(
    'UNKNOWN_SYMBOL',
    `No market of this source fits ${shownValue(entry)}${nearSymbolHint(entry, symbolsOf(all))}`,
  );
}

/**
 * The market that a user means: its exact symbol, the one market spelled alike (`xecusdt` → `XEC/USDT`), the
 * one market of a base currency (`xec` → `XEC/USDT`), or another exchange's spelling (`BINANCE:XECUSDT.P` →
 * `XEC/USDT:USDT`).
 * @param quote  if ambiguous, prefers this quote currency; null = any
 * @throws {SquallError} UNKNOWN_SYMBOL: there is none, or more than one.
 */
export function resolveSymbol(
  symbol: string,
  markets: readonly MarketInfo[],
  quote: string | null = null,
): string {
  const found = findSymbol(symbol, marketsOfQuote(markets, quote)) ?? findSymbol(symbol, markets);
  if (found !== null) return found;
  const ofBase = marketsOfBase(symbol, markets);
  const read = marketFromSymbol(symbol)?.symbol;
  const meant = markets.find((market) => market.symbol === read);
  if (meant) return meant.symbol;
  if (ofBase.length > 1) throw severalMarkets(symbol, ofBase);
  throw unknownSymbol(symbol, symbolsOf(markets));
}

/** null = none, or several. */
function findSymbol(symbol: string, markets: readonly MarketInfo[]): string | null {
  const exact = markets.find((market) => market.symbol === symbol);
  if (exact) return exact.symbol;
  const alike = markets.filter((market) => plainSpelling(market.symbol) === plainSpelling(symbol));
  const found = alike.length > 0 ? alike : marketsOfBase(symbol, markets);
  return found.length === 1 ? found[0].symbol : null;
}

function marketsOfBase(base: string, markets: readonly MarketInfo[]): readonly MarketInfo[] {
  return markets.filter((market) => market.base.toUpperCase() === base.toUpperCase());
}

function plainSpelling(symbol: string): string {
  return symbol.toUpperCase().replace(/[^\p{L}\p{N}:]/gu, '');
}

/** Markets named in an error. */
const NAMED = 5;

function severalMarkets(symbol: string, markets: readonly MarketInfo[]): SquallError {
  const names = markets.map((market) => displaySymbol(market.symbol)).sort(compareText);
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return new SquallError(
    'UNKNOWN_SYMBOL',
    `${shownValue(symbol)} could be ${names.slice(0, NAMED).join(', ')}${more}: name one`,
  );
}

function unknownSymbol(symbol: string, known: readonly string[]): SquallError {
  return new SquallError(
    'UNKNOWN_SYMBOL',
    `There is no market ${shownValue(symbol)} in this source${nearSymbolHint(symbol, known)}`,
  );
}

function symbolsOf(markets: readonly MarketInfo[]): string[] {
  return markets.map(({ symbol }) => symbol);
}

/** A market's BTC benchmark: of the same quote and settlement currency. */
export function benchmarkSymbol(market: MarketInfo): string {
  const settle = market.settle === null ? '' : `:${market.settle}`;
  return `BTC/${market.quote}${settle}`;
}
