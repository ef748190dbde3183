/**
 * What distinguishes a market from an ordinary coin. `pegged` stays near its first price; `fiat` hardly
 * moves; `wrapped` follows BTC; `leveraged` multiplies BTC.
 */
export type MarketNature = 'coin' | 'pegged' | 'fiat' | 'wrapped' | 'leveraged';

/** One market that every world has, in the order in which larger worlds include them. */
export interface RosterRow {
  readonly base: string;
  /** Quote currency, at the start of the world. */
  readonly price: number;
  /** Turnover of a usual day, quote currency. */
  readonly turnover: number;
  /** Beta to BTC: log return per log return of BTC. */
  readonly beta: number;
  /** Deviation of a day's own log return, besides that of BTC. */
  readonly dayVolatility: number;
  readonly nature: MarketNature;
}

const row = (
  base: string,
  price: number,
  turnover: number,
  beta: number,
  dayVolatility: number,
  nature: MarketNature = 'coin',
): RosterRow => ({ base, price, turnover, beta, dayVolatility, nature });

/**
 * Large coins with their prices of January 2025, and the kinds of market that are not coins. Several names
 * look like something they are not (JUP and SYRUP end in UP, 1INCH and 1000PEPE start with digits, S is one
 * letter), to catch filters that guess from names.
 */
export const ROSTER: readonly RosterRow[] = [
  row('BTC', 94_400, 2.4e9, 1, 0.024),
  row('ETH', 3330, 1.5e9, 1.1, 0.018),
  row('SOL', 189, 6.2e8, 1.25, 0.026),
  row('USDC', 1, 1.1e9, 0, 0.0001, 'pegged'),
  row('XRP', 2.08, 8.1e8, 0.95, 0.032),
  row('DOGE', 0.316, 3.9e8, 1.35, 0.031),
  row('BNB', 702, 2.2e8, 0.8, 0.013),
  row('FDUSD', 1, 3.1e8, 0, 0.0002, 'pegged'),
  row('1000PEPE', 0.0201, 2.4e8, 1.5, 0.041),
  row('SUI', 4.12, 2.1e8, 1.3, 0.044),
  row('ADA', 0.845, 1.6e8, 1.15, 0.033),
  row('JUP', 0.829, 3.1e7, 1.2, 0.046),
  row('EUR', 1.0354, 2.1e7, 0.03, 0.0045, 'fiat'),
  row('S', 0.762, 4.4e7, 1.25, 0.052),
  row('1INCH', 0.381, 9.2e6, 1.1, 0.038),
  row('SYRUP', 0.144, 7.1e6, 0.9, 0.061),
  row('WBTC', 94_300, 1.4e7, 1, 0.0006, 'wrapped'),
  row('BTCUP', 26.4, 2.6e6, 3, 0.002, 'leveraged'),
  row('ETHDOWN', 0.0473, 1.3e6, -3, 0.02, 'leveraged'),
  row('LINK', 20.1, 8.9e7, 1.2, 0.031),
  row('AVAX', 36.4, 7.2e7, 1.25, 0.033),
  row('LTC', 104, 6.8e7, 0.9, 0.026),
  row('DOT', 6.67, 3.9e7, 1.1, 0.028),
  row('TRX', 0.255, 5.6e7, 0.55, 0.021),
  row('NEAR', 5.02, 5.2e7, 1.25, 0.036),
  row('TON', 5.55, 2.9e7, 0.75, 0.022),
  row('UNI', 13.2, 4.1e7, 1.2, 0.036),
  row('AAVE', 309, 5.9e7, 1.2, 0.037),
  row('PENDLE', 5.06, 1.7e7, 1.3, 0.045),
  row('ENA', 0.932, 6.6e7, 1.4, 0.052),
  row('WIF', 1.87, 8.4e7, 1.5, 0.055),
  row('BONK', 0.0000296, 5.7e7, 1.5, 0.051),
  row('TAO', 452, 3.7e7, 1.3, 0.045),
  row('INJ', 20.1, 2.6e7, 1.3, 0.038),
  row('APT', 8.73, 2.8e7, 1.2, 0.034),
  row('ARB', 0.722, 3.3e7, 1.2, 0.034),
  row('ETC', 25.1, 1.9e7, 1, 0.025),
  row('XLM', 0.331, 6.1e7, 0.95, 0.038),
  row('HBAR', 0.271, 7.7e7, 1.05, 0.043),
  row('SHIB', 0.0000212, 5.1e7, 1.25, 0.031),
];
