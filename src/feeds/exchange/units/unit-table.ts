import type { ExchangeMarket } from '../markets/exchange-market.js';
import type { Unit } from './amount.js';

/** What the amounts of one kind of market are counted in, as ccxt's unified calls give them. null = not given, or not known. */
export interface MarketUnits {
  /** `fetchOHLCV` volume. null = not known: it is measured, or the market is refused. */
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
/** ccxt calls the 24 h turnover quoteVolume: where that is something else, no unit of the candles agrees with it. */
const UNKNOWN_CONTRACT = units(null, null, 'quote', null);
const NOTHING_KNOWN = units(null, null, null, null);
/** Of a linear contract that ccxt counts in coins: contracts of one coin each. */
const COINS = units('base', 'base', 'quote', 'base');

const BINANCE = {
  spot: SPOT,
  linear: units('base', 'base', 'quote', 'base', 'base', 'quote'),
  // ccxt makes the ticker's quoteVolume from the base volume and the mean price.
  inverse: units('base', 'base', 'quote', 'contracts', 'contracts'),
};

/** Read in the parsers of ccxt 4.5.84: parseOHLCV, parseTicker, parseOrderBook and parseOpenInterest of each exchange. */
const TABLE: Readonly<Record<string, Partial<Readonly<Record<Kind, MarketUnits>>>>> = {
  binance: BINANCE,
  binanceusdm: BINANCE,
  binancecoinm: BINANCE,
  binanceus: BINANCE,
  bybit: {
    linear: units('base', 'base', 'quote', 'base', 'base'),
    // Its inverse contracts are worth one unit of the quote currency: volume24h counts those, turnover24h the coins.
    inverse: units('base', 'quote', 'base', 'quote', null, 'quote'),
  },
  okx: {
    linear: units('base', 'contracts', null, 'contracts', 'contracts', 'usd'),
    inverse: units('base', 'contracts', null, 'contracts', 'contracts', 'usd'),
  },
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
  krakenfutures: { linear: units(null, 'base', null, 'base'), inverse: units(null, null, 'quote', null) },
  bingx: { linear: COINS },
  // Its tickers tell no turnover.
  bitfinex: { linear: units('base', 'base', null, 'base') },
  blofin: { linear: units('base', 'contracts', null, 'contracts') },
  // ccxt reads the field `value`, of which the documentation says base here and quote there.
  coinex: { spot: units(null, 'base', 'quote', 'base'), linear: units(null, 'base', 'quote', null) },
};

/**
 * Units of a market. Spot markets of exchanges that are not in the table count as nearly all do. Of contracts of theirs the
 * turnover is taken for what it is called, and what candles count is measured by it.
 */
export function unitsOf(
  exchangeId: string,
  market: Pick<ExchangeMarket, 'type' | 'settlement' | 'contractSize'>,
): MarketUnits {
  const { type, settlement } = market;
  const kind = type === 'spot' ? 'spot' : settlement;
  if (kind === null) return NOTHING_KNOWN;
  const told = TABLE[exchangeId]?.[kind] ?? (kind === 'spot' ? SPOT : UNKNOWN_CONTRACT);
  return told.book === null && isOneCoin(market) ? { ...told, book: 'base' } : told;
}

/** Contracts of one coin each: then coins and contracts are the same, and no linear contract's book counts its quote. */
function isOneCoin({
  settlement,
  contractSize,
}: Pick<ExchangeMarket, 'settlement' | 'contractSize'>): boolean {
  return settlement === 'linear' && contractSize === 1;
}
