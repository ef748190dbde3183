import type { Underlying } from '../../../market/market.js';

interface Mark {
  /** Field of the exchange's own answer. */
  readonly field: string;
  readonly value: RegExp;
  readonly is: Underlying;
}

/**
 * How exchanges mark instruments that are not coins: Binance (underlyingType), OKX (instCategory 3 … 6),
 * Bybit (symbolType), Kraken (aclass_base), Gate (contract_type), Bitget (isRwa, which does not say of what
 * kind: mostly shares).
 */
const MARKS: readonly Mark[] = [
  { field: 'underlyingType', value: /EQUITY|STOCK|ETF/i, is: 'stock' },
  { field: 'underlyingType', value: /^COMMODITY$/i, is: 'commodity' },
  { field: 'underlyingType', value: /^INDEX$/i, is: 'index' },
  { field: 'instCategory', value: /^3$/, is: 'stock' },
  { field: 'instCategory', value: /^4$/, is: 'commodity' },
  { field: 'instCategory', value: /^5$/, is: 'fiat' },
  { field: 'symbolType', value: /^(xstocks?|stocks?)$/i, is: 'stock' },
  { field: 'symbolType', value: /^(commodity|metals?)$/i, is: 'commodity' },
  { field: 'symbolType', value: /^(forex|fx)$/i, is: 'fiat' },
  { field: 'aclass_base', value: /^(tokenized_asset|equity.*)$/i, is: 'stock' },
  { field: 'contract_type', value: /^stocks?$/i, is: 'stock' },
  { field: 'contract_type', value: /^(metals?|commodit(y|ies))$/i, is: 'commodity' },
  { field: 'contract_type', value: /^(forex|fx)$/i, is: 'fiat' },
  { field: 'contract_type', value: /^(indices|index)$/i, is: 'index' },
  { field: 'isRwa', value: /^YES$/i, is: 'stock' },
];

/** The exchange's statement about a market's base currency; undefined if it makes none. */
export function underlyingOf(info: unknown): Underlying | undefined {
  if (typeof info !== 'object' || info === null) return undefined;
  const fields = info as Readonly<Record<string, unknown>>;
  return MARKS.find(({ field, value }) => {
    const text = fields[field];
    return typeof text === 'string' && value.test(text);
  })?.is;
}
