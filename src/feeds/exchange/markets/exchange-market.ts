import type { MarketInfo } from '../../../market/market.js';

/**
 * A market with the details needed to request it from an exchange and to interpret the sizes in its answers.
 */
export interface ExchangeMarket extends MarketInfo {
  /** The exchange's own name of it. */
  readonly id: string;
  /**
   * For a contract: base currency (linear) or quote currency (inverse) in one contract; null = unknown, or not a
   * contract.
   */
  readonly contractSize: number | null;
  /**
   * For a contract: `linear` settles in the quote currency, `inverse` in the base; null = unknown, or not a contract.
   */
  readonly settlement: 'linear' | 'inverse' | null;
}
