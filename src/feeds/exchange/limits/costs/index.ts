import { BINANCE_SPOT, BINANCE_USDM } from './binance.js';
import { BITGET_SPOT, BITGET_SWAP } from './bitget.js';
import { BYBIT_SPOT, BYBIT_SWAP } from './bybit.js';
import type { ExchangeCosts } from './costs.js';
import { GATE_SPOT, GATE_SWAP } from './gate-io.js';
import { HYPERLIQUID } from './hyperliquid.js';
import { KRAKEN } from './kraken.js';
import { KUCOIN_SPOT, KUCOIN_SWAP } from './kucoin.js';
import { MEXC_SPOT, MEXC_SWAP } from './mexc.js';
import { OKX_SPOT, OKX_SWAP } from './okx.js';

export type MarketType = 'spot' | 'swap';

/** Exchanges whose limits we know, by ccxt id and market type. */
export const COSTS: Readonly<Record<string, Readonly<Partial<Record<MarketType, ExchangeCosts>>>>> = {
  binance: { spot: BINANCE_SPOT, swap: BINANCE_USDM },
  binanceusdm: { swap: BINANCE_USDM },
  bitget: { spot: BITGET_SPOT, swap: BITGET_SWAP },
  bybit: { spot: BYBIT_SPOT, swap: BYBIT_SWAP },
  gate: { spot: GATE_SPOT, swap: GATE_SWAP },
  hyperliquid: { spot: HYPERLIQUID, swap: HYPERLIQUID },
  kraken: { spot: KRAKEN },
  kucoin: { spot: KUCOIN_SPOT, swap: KUCOIN_SWAP },
  kucoinfutures: { swap: KUCOIN_SWAP },
  mexc: { spot: MEXC_SPOT, swap: MEXC_SWAP },
  okx: { spot: OKX_SPOT, swap: OKX_SWAP },
};

/** The table of an exchange, or null: then `ccxtCosts`. */
export function costsOf(exchangeId: string, type: MarketType): ExchangeCosts | null {
  return (Object.hasOwn(COSTS, exchangeId) ? COSTS[exchangeId][type] : undefined) ?? null;
}
