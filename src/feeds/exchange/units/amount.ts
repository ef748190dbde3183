import type { ExchangeMarket } from '../markets/exchange-market.js';

/** Unit of an amount reported by an exchange. */
export type Unit = 'base' | 'quote' | 'contracts';

type Contract = Pick<ExchangeMarket, 'type' | 'contractSize' | 'settlement'>;

/**
 * An amount in base currency.
 * @param price  quote currency per base currency.
 * @returns null for contracts of unknown size or settlement.
 */
export function toBase(amount: number, unit: Unit, price: number, market: Contract): number | null {
  if (unit === 'base') return amount;
  if (unit === 'quote') return amount / price;
  if (market.contractSize === null || market.settlement === null) return null;
  const size = amount * market.contractSize;
  return market.settlement === 'linear' ? size : size / price;
}

/** The same in quote currency. */
export function toQuote(amount: number, unit: Unit, price: number, market: Contract): number | null {
  if (unit === 'quote') return amount;
  if (unit === 'base') return amount * price;
  if (market.contractSize === null || market.settlement === null) return null;
  const size = amount * market.contractSize;
  return market.settlement === 'linear' ? size * price : size;
}
