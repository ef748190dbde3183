import { describe, expect, test } from '../support/jest.js';
import { marketClass as marketClassFilter } from '../../src/filters/class.js';
import type { FilterInput } from '../../src/filters/filter.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import { emptySeries } from '../../src/market/candle-series.js';
import { findPeg } from '../../src/market/peg.js';
import { cleanCandles } from '../../src/market/clean.js';
import { classByName, findClass } from '../../src/market/market-class.js';
import type { MarketInfo } from '../../src/market/market.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import { FIVE_MINUTES, closeOf, rawCandles, soundRows } from './candles.js';

const BASES = new Set(['BTC', 'ETH', 'S', 'T', 'SUI', 'JUP', 'SUPER', 'PEPE', 'LINK']);

function classOf(base: string, extra: Partial<MarketInfo> = {}): string {
  return classByName({ ...marketFromSymbol(`${base}/USDT`)!, ...extra }, BASES);
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

describe('a base currency that is not a coin is', () => {
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

test('a minor coin makes a token of the name after it only if both directions exist', () => {
  const classIn = (base: string, bases: readonly string[]) =>
    classByName(marketFromSymbol(`${base}/USDT`)!, new Set(bases));
  expect(classIn('SYRUP', ['SYR', 'SYRUP'])).toBe('crypto');
  expect(classIn('SYRUP', ['SYR', 'SYRUP', 'SYRDOWN'])).toBe('leveraged');
  expect(classIn('WIF3L', ['WIF', 'WIF3L', 'WIF3S'])).toBe('leveraged');
  expect(classIn('WIF3S', ['WIF', 'WIF3L', 'WIF3S'])).toBe('leveraged');
  expect(classIn('WIF3L', ['WIF', 'WIF3L', 'WIF5S'])).toBe('crypto');
  expect(classIn('WIFBEAR', ['WIFBULL', 'WIFBEAR'])).toBe('crypto');
});

test('the exchange’s statement about leverage overrides the name', () => {
  expect(classOf('WHATEVER', { leveragedToken: true })).toBe('leveraged');
  expect(classOf('BTCUP', { leveragedToken: false })).toBe('crypto');
});

describe('a price pegged to 1', () => {
  const pegged = (bars: number, symbol: string, wick = 1.001) => {
    const rows = soundRows(bars).map((row) => ({ ...row, open: 1, high: 1.001, low: 0.999, close: 1 }));
    rows[bars >> 1].high = wick;
    const { series } = cleanCandles(rawCandles(rows, symbol), {
      timeframeMs: FIVE_MINUTES,
      asOfMs: closeOf(bars),
      count: bars,
    });
    return findClass(marketFromSymbol(symbol)!, BASES, series).marketClass;
  };

  test('for 200 bars makes a stablecoin', () => {
    expect(pegged(200, 'NEWUSD/USDT')).toBe('stable');
    expect(pegged(200, 'NEWUSD/USD')).toBe('stable');
  });

  test('for less, with one bar beyond 2 %, or against something else than a dollar, does not', () => {
    expect(pegged(199, 'NEWUSD/USDT')).toBe('crypto');
    expect(pegged(200, 'NEWUSD/USDT', 1.021)).toBe('crypto');
    expect(pegged(200, 'NEWUSD/BTC')).toBe('crypto');
  });
});

describe('a flat price, whatever it is,', () => {
  const START = 0.0000612;

  /** Bars within 0.5 %, on five prices. */
  const still = (
    symbol: string,
    bars = 400,
    change: (rows: ReturnType<typeof soundRows>) => void = () => undefined,
  ) => {
    const rows = soundRows(bars).map((row, bar) => {
      const price = START * (1 + 0.00125 * (bar % 5));
      return { ...row, open: price, high: price, low: price, close: price, volume: 1 };
    });
    change(rows);
    const { series } = cleanCandles(rawCandles(rows, symbol), {
      timeframeMs: FIVE_MINUTES,
      asOfMs: closeOf(bars),
      count: bars,
    });
    return findClass(marketFromSymbol(symbol)!, BASES, series);
  };

  test.each(['IDRV/USDT', 'EURV/USD', 'EURV/USDC', 'TRYV/TRY', 'USDV/BRL'])('is a peg: %s', (symbol) => {
    const { marketClass, peg } = still(symbol);
    expect(marketClass).toBe('stable');
    expect(peg).toEqual({ bars: 400, band: expect.closeTo(0.005, 12) });
  });

  test('is none for less than 400 bars', () => {
    expect(still('IDRV/USDT', 399).marketClass).toBe('crypto');
  });

  test('is not a peg for less than a day: a night in which nothing happens', () => {
    const series = { ...seriesOf(1000), timeframeMs: 60_000 };
    expect(findPeg(marketFromSymbol('IDRV/USDT')!, series)).toBeNull();
    expect(
      findPeg(marketFromSymbol('IDRV/USDT')!, { ...seriesOf(1440), timeframeMs: 60_000 }),
    ).not.toBeNull();
  });

  test('is none with one wick beyond 0.6 %, over three days beyond 1.2 %', () => {
    const wick = (factor: number, bars: number) =>
      still('IDRV/USDT', bars, (rows) => (rows[200].high = START * factor)).marketClass;
    expect([wick(1.0059, 863), wick(1.0061, 863)]).toEqual(['stable', 'crypto']);
    expect([wick(1.0119, 864), wick(1.0121, 864)]).toEqual(['stable', 'crypto']);
  });

  test('is none where fewer than half of the bars were traded', () => {
    const traded = (bars: number) =>
      still('IDRV/USDT', 400, (rows) => rows.forEach((row, bar) => (row.volume = bar < bars ? 1 : 0)));
    expect(traded(200).marketClass).toBe('stable');
    expect(traded(199).marketClass).toBe('crypto');
  });

  test('is none with two prices: a halted market, a coarse tick', () => {
    const onPrices = (prices: number) =>
      still('IDRV/USDT', 400, (rows) =>
        rows.forEach((row, bar) => {
          row.open = row.high = row.low = row.close = START * (1 + 0.0025 * (bar % prices));
        }),
      );
    expect(onPrices(3).marketClass).toBe('stable');
    expect(onPrices(2).marketClass).toBe('crypto');
    expect(onPrices(1).marketClass).toBe('crypto');
  });

  test.each(['BTC/USDT', 'TRX/USDT', 'LEO/USD', 'IDRV/BTC', 'IDRV/ETH'])('is none: %s', (symbol) => {
    expect(still(symbol).marketClass).toBe('crypto');
  });

  test('is not a peg if volumes are unknown', () => {
    const withoutVolume = { ...seriesOf(400), hasVolume: false as const };
    expect(findPeg(marketFromSymbol('IDRV/USDT')!, withoutVolume)).toBeNull();
  });

  test('is reported with its evidence', () => {
    const { marketClass: found, peg } = still('IDRV/USDT');
    const [check] = marketClassFilter.checks({ allow: ['crypto'] });
    const input = { market: marketFromSymbol('IDRV/USDT')!, marketClass: found, peg };
    expect(check.judge(input as FilterInput).reason).toBe(
      'IDRV is of class stable by its price, which stayed within 0.50 % for 400 bars, none of those allowed (crypto).',
    );
  });

  function seriesOf(bars: number): CandleSeries {
    const series = emptySeries('IDRV/USDT', FIVE_MINUTES, bars);
    for (let bar = 0; bar < bars; bar++) {
      for (const name of ['open', 'high', 'low', 'close'] as const)
        series[name][bar] = START * (1 + 0.0015 * (bar % 4));
    }
    series.volume.fill(1);
    return series;
  }
});

test('a known coin is not a stablecoin, though it stays at 1', () => {
  const rows = soundRows(300).map((row) => ({ ...row, open: 1, high: 1.001, low: 0.999, close: 1 }));
  const { series } = cleanCandles(rawCandles(rows, 'XRP/USDT'), {
    timeframeMs: FIVE_MINUTES,
    asOfMs: closeOf(300),
    count: 300,
  });
  expect(findClass(marketFromSymbol('XRP/USDT')!, BASES, series)).toEqual({
    marketClass: 'crypto',
    peg: null,
  });
});
