import type { Exchange } from 'ccxt';

export type MarketType = 'spot' | 'swap';

/** Exchanges whose market types have separate classes, by our id of the exchange. */
const CLASSES: Readonly<Record<string, Partial<Record<MarketType, string>>>> = {
  binance: { swap: 'binanceusdm' },
  kraken: { swap: 'krakenfutures' },
  kucoin: { swap: 'kucoinfutures' },
};

/** ccxt's id of the class for one type of markets: `binance` with `swap` is `binanceusdm`. */
export function ccxtIdOf(id: string, type: MarketType): string {
  return (Object.hasOwn(CLASSES, id) ? CLASSES[id][type] : undefined) ?? id;
}

/**
 * ccxt's names for the parts of `options.fetchMarkets.types` that contain our type, quoted in something other
 * than coins.
 */
const PARTS: Readonly<Record<MarketType, readonly string[]>> = {
  spot: ['spot'],
  swap: ['swap', 'linear'],
};

/** Exchanges that load every type regardless of the options, and the method for one. */
const METHODS: Readonly<Record<string, Record<MarketType, string>>> = {
  mexc: { spot: 'fetchSpotMarkets', swap: 'fetchSwapMarkets' },
};

/** Exchanges whose markets cannot be read without their list of currencies. */
const NEED_CURRENCIES = new Set(['latoken']);

/** Restricts an exchange to one type of markets, and makes it the default if a symbol does not say. */
export function restrictMarkets(exchange: Exchange, type: MarketType): void {
  const options = exchange.options as Record<string, unknown>;
  options.defaultType = type;
  const fetchMarkets = options.fetchMarkets as { types?: unknown } | undefined;
  const types = fetchMarkets?.types;
  const isOurs = (part: string): boolean => PARTS[type].includes(part);
  if (Array.isArray(types)) {
    const ours = (types as string[]).filter(isOurs);
    if (ours.length > 0) options.fetchMarkets = { ...fetchMarkets, types: ours };
  } else if (typeof types === 'object' && types !== null && Object.keys(types).some(isOurs)) {
    const ours = Object.entries(types).map(([part, value]) => [part, isOurs(part) && value] as const);
    options.fetchMarkets = { ...fetchMarkets, types: Object.fromEntries(ours) };
  }
}

/** The markets of an exchange as built by ccxt, without the currencies that no scan needs. */
export async function fetchMarkets(exchange: Exchange, type: MarketType): Promise<unknown> {
  if (NEED_CURRENCIES.has(exchange.id)) {
    (exchange.options as Record<string, unknown>).cachedCurrencies = await exchange.fetchCurrencies();
  }
  const method = Object.hasOwn(METHODS, exchange.id) ? METHODS[exchange.id][type] : 'fetchMarkets';
  return (exchange as unknown as Record<string, () => Promise<unknown>>)[method]();
}
