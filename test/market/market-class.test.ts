import { describe, expect, test } from '../support/jest.js';
import { cleanCandles } from '../../src/market/clean.js';
import { classifyMarket } from '../../src/market/market-class.js';
import type { MarketInfo } from '../../src/market/market.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import { FIVE_MINUTES, closeOf, rawCandles, soundRows } from './candles.js';

const BASES = new Set(['BTC', 'ETH', 'S', 'T', 'SUI', 'JUP', 'SUPER', 'PEPE', 'LINK']);

function classOf(base: string, extra: Partial<MarketInfo> = {}): string {
  return classifyMarket({ ...marketFromSymbol(`${base}/USDT`)!, ...extra }, BASES, null);
}

describe('a market is', () => {
  test.each(['JUP', 'SYRUP', 'SUPER', 'S', '1INCH', '1000PEPE', 'BULLA', 'PUMP', 'SUP', 'TUP', 'MNT', 'RON'])(
    'crypto: %s',
    (base) => {
      expect(classOf(base)).toBe('crypto');
    },
  );

  test.each([
    'BTCUP',
    'ETHDOWN',
    'BTC3L',
    'ETH3S',
    'BTCBULL',
    'XRPBEAR',
    'LINKUP',
    'PEPE5L',
    'SUI2S',
    '1INCHUP',
  ])('a leveraged token: %s', (base) => {
    expect(classOf(base)).toBe('leveraged');
  });

  test.each([
    'USDC',
    'FDUSD',
    'TUSD',
    'DAI',
    'USDP',
    'USDD',
    'PYUSD',
    'USDE',
    'BUSD',
    'USDS',
    'RLUSD',
    'EURI',
    'AEUR',
    'usdc',
  ])('a stable coin: %s', (base) => {
    expect(classOf(base)).toBe('stable');
  });

  test.each(['EUR', 'GBP', 'TRY', 'BRL', 'AUD', 'JPY'])('money: %s', (base) => {
    expect(classOf(base)).toBe('fiat');
  });

  test.each(['WBTC', 'WETH', 'STETH', 'WSTETH', 'WBETH', 'BNSOL', 'CBBTC'])(
    'wrapped or staked: %s',
    (base) => {
      expect(classOf(base)).toBe('wrapped');
    },
  );
});

describe('what stands for something else than a coin is', () => {
  test.each(['PAXG', 'XAUT', 'XAU', 'XAG', 'KAU', 'xaut'])('a commodity: %s', (base) => {
    expect(classOf(base)).toBe('commodity');
  });

  test.each([
    ...['AAPLX', 'TSLAX', 'NVDAx', 'SPYX', 'COINX', 'HOODX', 'METAX', 'QQQX'],
    ...['AAPLON', 'TSLAON', 'BAAPL', 'TSLAB', 'AAPL.D', 'TSLA', 'NVDA', 'MSTR'],
  ])('a share: %s', (base) => {
    expect(classOf(base)).toBe('stock');
  });

  test.each([
    ...[
      'AVAX',
      'DYDX',
      'IMX',
      'TRX',
      'STX',
      'SNX',
      'CVX',
      'CFX',
      'WEMIX',
      'NIOX',
      'SHOPX',
      'OPENX',
      'WMTX',
      'GMX',
    ],
    ...[
      'TRON',
      'BCOIN',
      'DIAB',
      'BABY',
      'BLUR',
      'BNB',
      'ARB',
      'COIN',
      'META',
      'GME',
      'HOOD',
      'SNOW',
      'GOLD',
      'MARA',
    ],
  ])('not %s, which is a coin', (base) => {
    expect(classOf(base)).toBe('crypto');
  });

  test('what its exchange says', () => {
    expect(classOf('NEWCO', { underlying: 'stock' })).toBe('stock');
    expect(classOf('DEFI', { underlying: 'index' })).toBe('index');
    expect(classOf('XAU', { underlying: 'stock' })).toBe('commodity');
    expect(classOf('NZDUSD', { underlying: 'fiat' })).toBe('fiat');
  });
});

test('a minor coin makes a token of the name behind it only where both directions are there', () => {
  const classIn = (base: string, bases: readonly string[]) =>
    classifyMarket(marketFromSymbol(`${base}/USDT`)!, new Set(bases), null);
  expect(classIn('SYRUP', ['SYR', 'SYRUP'])).toBe('crypto');
  expect(classIn('SYRUP', ['SYR', 'SYRUP', 'SYRDOWN'])).toBe('leveraged');
  expect(classIn('WIF3L', ['WIF', 'WIF3L', 'WIF3S'])).toBe('leveraged');
  expect(classIn('WIF3S', ['WIF', 'WIF3L', 'WIF3S'])).toBe('leveraged');
  expect(classIn('WIF3L', ['WIF', 'WIF3L', 'WIF5S'])).toBe('crypto');
  expect(classIn('WIFBEAR', ['WIFBULL', 'WIFBEAR'])).toBe('crypto');
});

test('what the exchange says about leverage goes before the name', () => {
  expect(classOf('WHATEVER', { leveragedToken: true })).toBe('leveraged');
  expect(classOf('BTCUP', { leveragedToken: false })).toBe('crypto');
});

describe('a price that keeps to 1', () => {
  const pegged = (bars: number, symbol: string, wick = 1.001) => {
    const rows = soundRows(bars).map((row) => ({ ...row, open: 1, high: 1.001, low: 0.999, close: 1 }));
    rows[bars >> 1].high = wick;
    const { series } = cleanCandles(rawCandles(rows, symbol), {
      timeframeMs: FIVE_MINUTES,
      asOfMs: closeOf(bars),
      count: bars,
    });
    return classifyMarket(marketFromSymbol(symbol)!, BASES, series);
  };

  test('for 200 bars makes a stable coin', () => {
    expect(pegged(200, 'NEWUSD/USDT')).toBe('stable');
    expect(pegged(200, 'NEWUSD/USD')).toBe('stable');
  });

  test('for less, with one bar beyond 2 %, or against something else than a dollar, does not', () => {
    expect(pegged(199, 'NEWUSD/USDT')).toBe('crypto');
    expect(pegged(200, 'NEWUSD/USDT', 1.021)).toBe('crypto');
    expect(pegged(200, 'NEWUSD/BTC')).toBe('crypto');
  });
});
