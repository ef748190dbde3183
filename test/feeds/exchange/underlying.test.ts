import { expect, test } from '../../support/jest.js';
import { underlyingOf } from '../../../src/feeds/exchange/markets/underlying.js';

test.each([
  ['Binance', { underlyingType: 'EQUITY', contractType: 'TRADIFI_PERPETUAL' }, 'stock'],
  ['Binance', { underlyingType: 'COMMODITY' }, 'commodity'],
  ['Binance', { underlyingType: 'INDEX', underlyingSubType: ['DEFI'] }, 'index'],
  ['OKX', { instCategory: '3' }, 'stock'],
  ['OKX', { instCategory: '4' }, 'commodity'],
  ['OKX', { instCategory: '5' }, 'fiat'],
  ['Bybit', { symbolType: 'xstocks' }, 'stock'],
  ['Kraken', { aclass_base: 'tokenized_asset' }, 'stock'],
  ['Gate', { contract_type: 'metals' }, 'commodity'],
  ['Bitget', { isRwa: 'YES' }, 'stock'],
] as const)('%s marks %j as %s', (_exchange, info, underlying) => {
  expect(underlyingOf(info)).toBe(underlying);
});

test.each([
  { underlyingType: 'COIN' },
  { underlyingType: 'PREMARKET' },
  { instCategory: '1' },
  { symbolType: 'innovation' },
  { aclass_base: 'currency' },
  { contract_type: '' },
  { isRwa: 'NO' },
  { isRwa: true },
  {},
  null,
  'EQUITY',
])('%j says nothing of the kind', (info) => {
  expect(underlyingOf(info)).toBeUndefined();
});
