import { globMatcher } from '../util/glob.js';

/**
 * One spelling for a market: `BTC/USDT`, `BTC/USDT:USDT`, `BTC-USDT`, `btc_usdt` and `BTCUSDT` all become
 * `BTCUSDT`. A dated future keeps its date (`BTC/USDT:USDT-240628` → `BTCUSDT240628`): it is a different
 * market.
 */
export function normaliseSymbol(symbol: string): string {
  return symbol
    .toUpperCase()
    .replace(/:[^-]*/, '')
    .replace(/[/_\-\s]/g, '');
}

/**
 * A test for one entry of a symbol list. `*` matches any characters; a pattern with both `*` and `:` is
 * compared with the full symbol, so that `*:USDT` selects contracts settled in USDT.
 */
function symbolMatcher(entry: string): (symbol: string) => boolean {
  const isBySettlement = entry.includes('*') && entry.includes(':');
  if (isBySettlement) return globMatcher(entry);
  const matches = globMatcher(normaliseSymbol(entry));
  return (symbol) => matches(normaliseSymbol(symbol));
}

/** Matchers by entry: a scan tests the same few entries for every market. */
const matchers = new Map<string, (symbol: string) => boolean>();
const MAX_MATCHERS = 1000;

/** Whether a list entry names this market. */
export function matchesSymbol(entry: string, symbol: string): boolean {
  let matcher = matchers.get(entry);
  if (matcher === undefined) {
    matcher = symbolMatcher(entry);
    if (matchers.size >= MAX_MATCHERS) matchers.clear();
    matchers.set(entry, matcher);
  }
  return matcher(symbol);
}
