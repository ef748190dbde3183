import { currencyOfAlias, isQuoteCurrency, quoteRank, splitConcatenated } from './currencies.js';
import type { MarketInfo, MarketType } from './market.js';

/** Base, quote and contract of a market, according to a spelling of its symbol. */
interface Parts {
  readonly base: string;
  readonly quote: string;
  /** null = spot, or unknown. */
  readonly settle?: string | null;
  /** `YYMMDD` of a dated contract. */
  readonly expiry?: string;
}

type Reader = (match: readonly string[]) => Parts | null;

/** `BASE/QUOTE`, `BASE/QUOTE:SETTLE`, `BASE/QUOTE:SETTLE-EXPIRY…`. */
const UNIFIED = /^([^/:\s]+)\/([^/:\s]+?)(?::([^/:\s-]+)(-[^/:\s]+)?)?$/;

/**
 * Spellings of markets by exchanges, charting sites and file names, in the order in which they are tried. The
 * suffix of a contract shows its settlement currency: plain dollars (`BTCUSD_PERP`) are settled in the coin,
 * stablecoins in themselves.
 */
const SPELLINGS: readonly (readonly [pattern: RegExp, read: Reader])[] = [
  // Kraken Futures: linear PF_XBTUSD, FF_XBTUSD_240628; inverse PI_XBTUSD, FI_XBTUSD_240628.
  [/^([PF])([FI])_(\w+?)(?:_(\d{6}))?$/, ([, , kind, pair, expiry]) => kraken(pair, kind === 'I', expiry)],
  // Kraken's older names: X before a coin, Z before money. XTZUSD is Tezos, so the coins are listed by name.
  [
    /^X(XBT|XDG|ETH|ETC|LTC|XRP|XLM|XMR|ZEC|REP|MLN)([ZX])(USD|EUR|GBP|CAD|JPY|AUD|XBT|ETH)$/,
    ([, base, , quote]) => ({ base, quote }),
  ],
  [
    /^(USDT|USDC|DAI|Z?(?:EUR|GBP|AUD))Z(USD|EUR|GBP|CAD|JPY|AUD)$/,
    ([, base, quote]) => ({ base: base.replace(/^Z/, ''), quote }),
  ],
  // Bitfinex: tBTCUSD, tDOGE:USD, tBTCF0:USTF0; UST is its Tether.
  [/^t([A-Z0-9]+?)F0:(UST)F0$/, ([, base]) => ({ base, quote: 'USDT', settle: 'USDT' })],
  [
    /^t([A-Z0-9]{3,}?):?(UST|USD|EUR|GBP|JPY|BTC|ETH)$/,
    ([, base, quote]) => ({ base, quote: quote === 'UST' ? 'USDT' : quote }),
  ],
  // Phemex's spot markets: sBTCUSDT.
  [/^s([A-Z0-9]+)$/, ([, pair]) => splitConcatenated(pair)],
  // Coin API, WOO X: BINANCE_SPOT_BTC_USDT, PERP_BTC_USDT.
  [
    /^(?:[A-Z0-9]+_)?(SPOT|PERP)_([A-Z0-9]+)_([A-Z0-9]+)$/,
    ([, kind, base, quote]) => (base === quote ? null : contract({ base, quote }, kind === 'PERP')),
  ],
  // Coinbase International: BTC-PERP-INTX.
  [/^([A-Z0-9]+)-PERP-INTX$/, ([, base]) => ({ base, quote: 'USDC', settle: 'USDC' })],
  // Deribit: BTC-PERPETUAL, BTC_USDC-PERPETUAL, BTC-28JUN24.
  [/^([A-Z0-9]+)-PERPETUAL$/, ([, base]) => ({ base, quote: 'USD', settle: base })],
  [/^([A-Z0-9]+)_([A-Z0-9]+)-PERPETUAL$/, ([, base, quote]) => ({ base, quote, settle: quote })],
  [/^([A-Z0-9]+)-(\d{1,2})([A-Z]{3})(\d{2})$/, ([, base, day, month, year]) => dated(base, day, month, year)],
  // Bitget: BTCUSDT_UMCBL, BTCUSD_DMCBL, BTCPERP_CMCBL, BTCUSDT_SPBL.
  [/^([A-Z0-9]+)PERP_CMCBL$/, ([, base]) => ({ base, quote: 'USDC', settle: 'USDC' })],
  [/^([A-Z0-9]+)_(UMCBL|DMCBL)$/, ([, pair]) => contract(splitConcatenated(pair), true)],
  [/^([A-Z0-9]+)_SPBL$/, ([, pair]) => splitConcatenated(pair)],
  // TradingView, Binance COIN-M, Crypto.com, KuCoin Futures: BTCUSDT.P, BTCUSD_PERP, BTCUSDTPERP, XBTUSDTM.
  [
    /^([A-Z0-9]+)(?:\.P|_PERP|-PERP|PERP)$/,
    ([, pair]) => contract(splitConcatenated(pair) ?? { base: pair, quote: 'USDC' }, true),
  ],
  [/^([A-Z0-9]+(?:USDT|USDC|USD))M$/, ([, pair]) => contract(splitConcatenated(pair), true)],
  // With separators: BTC-USDT-SWAP, BTC_USDT_USDT, BTC-USDT-240628, BTC_USDT, KRW-BTC.
  [/^([^/:\s_-]+)[_-]([A-Z0-9]+)[_-]SWAP$/, ([, base, quote]) => contract({ base, quote }, true)],
  [
    /^([^/:\s_-]+)[_-]([A-Z0-9]+)[_-](\d{6})$/,
    ([, base, quote, expiry]) => contract({ base, quote }, true, expiry),
  ],
  [
    /^([^/:\s_-]+)[_-]([A-Z0-9]+)[_-]([A-Z0-9]+)$/,
    ([, base, quote, settle]) => (settle === quote || settle === base ? { base, quote, settle } : null),
  ],
  // freqtrade's dated contracts: BTC_USDT_USDT-240628.
  [
    /^([^/:\s_-]+)[_-]([A-Z0-9]+)[_-]([A-Z0-9]+)[_-](\d{6})$/,
    ([, base, quote, settle, expiry]) =>
      settle === quote || settle === base ? { base, quote, settle, expiry } : null,
  ],
  [/^([A-Z0-9]+)_(\d{6})$/, ([, pair, expiry]) => contract(splitConcatenated(pair), true, expiry)],
  [
    /^([^/:\s_-]+)[_-]([A-Z0-9]+)$/,
    ([, first, second]) => quoteFirst(first, second) ?? { base: first, quote: second },
  ],
  // Yahoo: BTCUSD=X.
  [/^([0-9A-Z]+)(?:=X)?$/, ([, pair]) => splitConcatenated(pair)],
  [/^([A-Z0-9]+)[:.]([A-Z0-9]+)$/, ([, base, quote]) => (isQuoteCurrency(quote) ? { base, quote } : null)],
];

/** An exchange's name before the market: `BINANCE:BTCUSDT`, `X:BTCUSD`. */
const EXCHANGE_PREFIX = /^[A-Za-z0-9_. -]+:(?=[^:/]{4,}$)/;

/**
 * Parses a symbol on its own, in the unified spelling or in one of {@link SPELLINGS}, with or without an
 * exchange's name before it. All lower case is equivalent to all upper case; XBT is BTC, XDG is DOGE. The
 * resulting symbol is always unified; null if the text is not a market symbol.
 */
export function marketFromSymbol(symbol: string): MarketInfo | null {
  const text = symbol === symbol.toUpperCase() || /[A-Z]/.test(symbol) ? symbol : symbol.toUpperCase();
  const parts =
    readUnified(text) ??
    readSpelling(text) ??
    readSpelling(text.replace(EXCHANGE_PREFIX, '')) ??
    readSpelling(text.replace(EXCHANGE_PREFIX, '').toUpperCase());
  return marketOf(parts);
}

function readUnified(text: string): (Parts & { readonly rest?: string }) | null {
  const match = UNIFIED.exec(text);
  if (match === null) return null;
  const [, base, quote, settle = null, expiry] = match;
  return { base, quote, settle, ...(expiry === undefined ? {} : { expiry: expiry.slice(1) }) };
}

function readSpelling(text: string): Parts | null {
  for (const [pattern, read] of SPELLINGS) {
    const match = pattern.exec(text);
    const parts = match && read(match);
    if (parts && isQuoteCurrency(currencyOfAlias(parts.quote))) return parts;
  }
  return null;
}

/** The perpetual contract of a market whose symbol does not say that it is one; any other unchanged. */
export function asPerpetual(market: MarketInfo): MarketInfo {
  return market.type === 'unknown' && market.quote !== ''
    ? (marketOf(contract(market, true)) ?? market)
    : market;
}

/** Settlement currency: the quote if it is a stablecoin, the coin itself if it is plain dollars. */
function contract(parts: Parts | null, isContract: boolean, expiry?: string): Parts | null {
  if (parts === null || !isContract) return parts;
  const settle = parts.quote === 'USD' ? parts.base : parts.quote;
  return { ...parts, settle, ...(expiry === undefined ? {} : { expiry }) };
}

function kraken(pair: string, isInverse: boolean, expiry: string | undefined): Parts | null {
  const parts = splitConcatenated(pair);
  if (parts === null) return null;
  const settle = isInverse ? parts.base : parts.quote;
  return { ...parts, settle, ...(expiry === undefined ? {} : { expiry }) };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function dated(base: string, day: string, month: string, year: string): Parts | null {
  const index = MONTHS.indexOf(month);
  if (index < 0) return null;
  const expiry = `${year}${String(index + 1).padStart(2, '0')}${day.padStart(2, '0')}`;
  return { base, quote: 'USD', settle: base, expiry };
}

/** Quote currencies of Upbit's markets, whatever the coin is. */
const UPBIT_MONEY: ReadonlySet<string> = new Set(['KRW', 'IDR', 'SGD', 'THB']);

/** Upbit, Bithumb and Bittrex put the quote first: KRW-BTC, USDT-ETH, BTC-XRP. Money is never quoted in a coin. */
function quoteFirst(first: string, second: string): Parts | null {
  const [rank, other] = [quoteRank(currencyOfAlias(first)), quoteRank(currencyOfAlias(second))];
  const isReversed = rank > other && (other > 0 || (UPBIT_MONEY.has(first) && second.length <= 6));
  return isReversed ? { base: second, quote: first } : null;
}

function marketOf(parts: Parts | null): MarketInfo | null {
  if (parts === null) return null;
  const [base, quote] = [currencyOfAlias(parts.base), currencyOfAlias(parts.quote)];
  const settle = parts.settle ? currencyOfAlias(parts.settle) : null;
  const { expiry } = parts;
  const type: MarketType = settle === null ? 'unknown' : expiry === undefined ? 'swap' : 'future';
  const contracted = settle === null ? '' : `:${settle}${expiry === undefined ? '' : `-${expiry}`}`;
  return {
    symbol: `${base}/${quote}${contracted}`,
    base,
    quote,
    settle,
    type,
    active: null,
    listedAtMs: null,
    tickSize: null,
    leveragedToken: null,
  };
}
