/** What a market's base currency is; breakouts are looked for in `crypto` only, unless a preset says otherwise. */
export type MarketClass = 'crypto' | 'stable' | 'fiat' | 'wrapped' | 'leveraged';
