import { BINANCE_SPOT, BINANCE_USDM } from './binance.js';
import { BITGET } from './bitget.js';
import { BYBIT } from './bybit.js';
import type { ExchangeCosts } from './costs.js';
import { GATE } from './gate-io.js';
import { HYPERLIQUID } from './hyperliquid.js';
import { KRAKEN } from './kraken.js';
import { KUCOIN } from './kucoin.js';
import { MEXC_SPOT, MEXC_SWAP } from './mexc.js';
import { OKX } from './okx.js';

export type MarketType = 'spot' | 'swap';

/** Exchanges with known limits, by ccxt id and market type. */
export const COSTS: Readonly<Record<string, Readonly<Partial<Record<MarketType, ExchangeCosts>>>>> = {
  binance: { spot: BINANCE_SPOT, swap: BINANCE_USDM },
  binanceusdm: { swap: BINANCE_USDM },
  bitget: { spot: BITGET, swap: BITGET },
  bybit: { spot: BYBIT, swap: BYBIT },
  gate: { spot: GATE, swap: GATE },
  hyperliquid: { spot: HYPERLIQUID, swap: HYPERLIQUID },
  kraken: { spot: KRAKEN },
  kucoin: { spot: KUCOIN, swap: KUCOIN },
  kucoinfutures: { swap: KUCOIN },
  mexc: { spot: MEXC_SPOT, swap: MEXC_SWAP },
  okx: { spot: OKX, swap: OKX },
};

/** The table of an exchange, or null: then `ccxtCosts` is used. */
export function costsOf(exchangeId: string, type: MarketType): ExchangeCosts | null {
  return (Object.hasOwn(COSTS, exchangeId) ? COSTS[exchangeId][type] : undefined) ?? null;
}
