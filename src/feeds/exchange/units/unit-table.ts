import type { ExchangeMarket } from '../markets/exchange-market.js';
import type { Unit } from './amount.js';

/** Units of one kind of market's amounts in ccxt's unified calls. null = not given, or unknown. */
export interface MarketUnits {
  /** `fetchOHLCV` volume. null = unknown: it is measured, or the market is rejected. */
  readonly candle: Unit | null;
  readonly tickerBaseVolume: Unit | null;
  readonly tickerQuoteVolume: Unit | null;
  readonly book: Unit | null;
  readonly openInterestAmount: Unit | null;
  readonly openInterestValue: Unit | 'usd' | null;
}

type Kind = 'spot' | 'linear' | 'inverse';

const units = (
  candle: Unit | null,
  tickerBaseVolume: Unit | null,
  tickerQuoteVolume: Unit | null,
  book: Unit | null,
  openInterestAmount: Unit | null = null,
  openInterestValue: Unit | 'usd' | null = null,
): MarketUnits => ({
  candle,
  tickerBaseVolume,
  tickerQuoteVolume,
  book,
  openInterestAmount,
  openInterestValue,
});

const SPOT = units('base', 'base', 'quote', 'base');
const NOTHING_KNOWN = units(null, null, null, null);
/** A linear contract that ccxt counts in coins: contracts of one coin each. */
const COINS = units('base', 'base', 'quote', 'base');

const BINANCE = {
  spot: SPOT,
  linear: units('base', 'base', 'quote', 'base', 'base', 'quote'),
  // ccxt derives the ticker's quoteVolume from the base volume and the mean price.
  inverse: units('base', 'base', 'quote', 'contracts', 'contracts'),
};

const BYBIT = {
  linear: units('base', 'base', 'quote', 'base', 'base'),
  // Its inverse contracts are worth one unit of the quote currency: volume24h counts those, turnover24h the coins.
  inverse: units('base', 'quote', 'base', 'quote', null, 'quote'),
};

const OKX = {
  linear: units('base', 'contracts', null, 'contracts', 'contracts', 'usd'),
  inverse: units('base', 'contracts', null, 'contracts', 'contracts', 'usd'),
};

/** Only the turnover of the ticker is known: it shows the unit of a market's candle volume. */
const BY_TURNOVER = { linear: units(null, null, 'quote', null) };

/**
 * From the parsers of ccxt 4.5.84: parseOHLCV, parseTicker, parseOrderBook and parseOpenInterest of each
 * exchange.
 */
const TABLE: Readonly<Record<string, Partial<Readonly<Record<Kind, MarketUnits>>>>> = {
  binance: BINANCE,
  binanceusdm: BINANCE,
  binancecoinm: BINANCE,
  binanceus: BINANCE,
  bybit: BYBIT,
  bybitid: BYBIT,
  okx: OKX,
  myokx: OKX,
  bitget: {
    linear: units('base', 'base', 'quote', 'base', 'base'),
    inverse: units('base', null, null, null),
  },
  gate: { linear: units('contracts', 'base', 'quote', 'contracts', 'contracts', 'usd') },
  mexc: { linear: units('contracts', 'contracts', 'quote', 'contracts') },
  // Candles count lots, which are contracts.
  kucoin: { linear: units('contracts', 'base', 'quote', 'contracts', 'contracts') },
  kucoinfutures: { linear: units('contracts', 'base', 'quote', 'contracts', 'contracts') },
  htx: { linear: units('base', 'base', null, 'contracts') },
  hyperliquid: { linear: units('base', null, 'quote', 'base', 'base') },
  // The turnover is a separate field that ccxt leaves out; see the tickers' traits.
  krakenfutures: { linear: units(null, 'base', 'quote', 'base'), inverse: units(null, null, 'quote', null) },
  // ccxt reads column 6, the volume in coins; the amounts of Bitfinex are in coins everywhere.
  blofin: { linear: units('base', 'contracts', null, 'contracts') },
  bitfinex: { linear: units('base', 'base', null, 'base') },
  apex: BY_TURNOVER,
  aster: BY_TURNOVER,
  backpack: BY_TURNOVER,
  bingx: { linear: COINS },
  bitstamp: BY_TURNOVER,
  btse: BY_TURNOVER,
  coinbase: BY_TURNOVER,
  cryptocom: BY_TURNOVER,
  deepcoin: BY_TURNOVER,
  delta: BY_TURNOVER,
  extended: BY_TURNOVER,
  fmfwio: BY_TURNOVER,
  hashkey: BY_TURNOVER,
  hitbtc: BY_TURNOVER,
  lighter: BY_TURNOVER,
  nado: BY_TURNOVER,
  onetrading: BY_TURNOVER,
  pacifica: BY_TURNOVER,
  paradex: BY_TURNOVER,
  phemex: BY_TURNOVER,
  poloniex: BY_TURNOVER,
  toobit: BY_TURNOVER,
  weex: BY_TURNOVER,
  whitebit: BY_TURNOVER,
  woo: BY_TURNOVER,
  xt: BY_TURNOVER,
  // ccxt reads the field `value`, which the documentation calls base in one place and quote in another.
  coinex: { spot: units(null, 'base', 'quote', 'base'), linear: units(null, 'base', 'quote', null) },
};

/**
 * Units of a market. Spot markets of exchanges that are not in the table count like nearly all others; units
 * of their contracts are unknown.
 */
export function unitsOf(
  exchangeId: string,
  market: Pick<ExchangeMarket, 'type' | 'settlement' | 'contractSize'>,
): MarketUnits {
  const { type, settlement } = market;
  const kind = type === 'spot' ? 'spot' : settlement;
  if (kind === null) return NOTHING_KNOWN;
  const found = TABLE[exchangeId]?.[kind] ?? (kind === 'spot' ? SPOT : NOTHING_KNOWN);
  return found.book === null && isOneCoin(market) ? { ...found, book: 'base' } : found;
}

/**
 * Contracts of one coin each: then coins and contracts are the same, and no linear contract's book counts its
 * quote.
 */
function isOneCoin({
  settlement,
  contractSize,
}: Pick<ExchangeMarket, 'settlement' | 'contractSize'>): boolean {
  return settlement === 'linear' && contractSize === 1;
}
