import { displaySymbol } from '../../market/symbol.js';
import { inventedPrices } from '../../market/invented-prices.js';
import type { ScanDocument } from '../../scanner/scan-document.js';

/**
 * TradingView's names of exchanges by ccxt's ids; symbols of other exchanges have no prefix, and the site
 * asks which is meant.
 */
const EXCHANGES: Readonly<Record<string, string>> = {
  binance: 'BINANCE',
  binancecoinm: 'BINANCE',
  binanceus: 'BINANCEUS',
  binanceusdm: 'BINANCE',
  bingx: 'BINGX',
  bitfinex: 'BITFINEX',
  bitget: 'BITGET',
  bitmex: 'BITMEX',
  bitstamp: 'BITSTAMP',
  bybit: 'BYBIT',
  coinbase: 'COINBASE',
  coinbaseexchange: 'COINBASE',
  cryptocom: 'CRYPTOCOM',
  gate: 'GATEIO',
  gateio: 'GATEIO',
  gemini: 'GEMINI',
  htx: 'HTX',
  hyperliquid: 'HYPERLIQUID',
  kraken: 'KRAKEN',
  krakenfutures: 'KRAKEN',
  kucoin: 'KUCOIN',
  kucoinfutures: 'KUCOIN',
  mexc: 'MEXC',
  okx: 'OKX',
  phemex: 'PHEMEX',
  whitebit: 'WHITEBIT',
};

/**
 * A TradingView watchlist: one `EXCHANGE:BASEQUOTE` per line, `.P` for perpetuals; a heading if prices are
 * not real.
 */
export function tradingViewText({ source, markets }: ScanDocument): string {
  const prefix = source.exchange === undefined ? undefined : EXCHANGES[source.exchange.id];
  const note = inventedPrices(source);
  return [
    // A comma would end the heading: the site reads it as a newline.
    ...(note === null ? [] : [`###${note.replaceAll(',', '')}`]),
    ...markets.map(({ symbol }) => `${prefix === undefined ? '' : `${prefix}:`}${siteSymbol(symbol)}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function siteSymbol(symbol: string): string {
  const [pair, settle] = displaySymbol(symbol, Infinity).split(':');
  // A dated future is not a perpetual.
  const suffix = settle === undefined || settle.includes('-') ? '' : '.P';
  return `${pair.replace('/', '')}${suffix}`;
}
