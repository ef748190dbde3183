import type { MarketType } from '../transport/market-scope.js';
import type { CcxtExchange } from '../transport/load-exchange.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';

const ID = 'BTCUSDT';

/** An invented market, for calls without a network: in the client's form. */
export function sampleCcxtMarket(
  exchange: CcxtExchange,
  type: MarketType,
): Readonly<Record<string, unknown>> {
  const isSpot = type === 'spot';
  const isInverse = !isSpot && settlementOf(exchange) === 'inverse';
  const [quote, settle] = isInverse ? ['USD', 'BTC'] : ['USDT', 'USDT'];
  return {
    id: ID,
    symbol: isSpot ? `BTC/${quote}` : `BTC/${quote}:${settle}`,
    base: 'BTC',
    quote,
    baseId: 'BTC',
    quoteId: quote,
    ...(isSpot ? {} : { settle, settleId: settle, linear: !isInverse, inverse: isInverse, contractSize: 1 }),
    type,
    spot: isSpot,
    swap: !isSpot,
    margin: false,
    future: false,
    option: false,
    contract: !isSpot,
    active: true,
    precision: { price: 0.01, amount: 0.001 },
    limits: {},
    info: {},
  };
}

/** The same in our form. */
export function sampleMarket(exchange: CcxtExchange, type: MarketType): ExchangeMarket {
  const {
    symbol,
    base,
    quote,
    settle = null,
  } = sampleCcxtMarket(exchange, type) as {
    readonly [Name in 'symbol' | 'base' | 'quote']: string;
  } & { readonly settle?: string };
  return {
    id: ID,
    symbol,
    base,
    quote,
    settle,
    type,
    active: true,
    listedAtMs: null,
    tickSize: null,
    leveragedToken: null,
    contractSize: type === 'spot' ? null : 1,
    settlement: type === 'spot' ? null : settlementOf(exchange),
  };
}

/** Contracts of a class: linear ones if it has both. */
function settlementOf({ options }: CcxtExchange): 'linear' | 'inverse' {
  return (options as { defaultSubType?: unknown }).defaultSubType === 'inverse' ? 'inverse' : 'linear';
}
