import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { marketFromSymbol } from '../../src/market/spelling.js';
import { displaySymbol } from '../../src/market/symbol.js';

describe('a symbol on a terminal (D14)', () => {
  test.each([
    ['1000SATS/USDT', '1000SATS/USDT'],
    ['币安人生/USDT', '币安人生/USDT'],
    ['<img src=x>', '<img src=x>'],
    ['../../etc/passwd', '../../etc/passwd'],
    ['\u001b[2JBTC\u0007', '[2JBTC'],
    ['BTC\u202e/TDSU\u2066', 'BTC/TDSU'],
    ['BT\u0000C\u200b\ufeff', 'BTC'],
    ['A\u2028B\u2029C\u0085', 'ABC'],
    ['\u0000', '?'],
    ['', '?'],
  ])('%j is shown as %j', (symbol, shown) => {
    expect(displaySymbol(symbol)).toBe(shown);
  });

  test('is cut at a whole character', () => {
    expect(displaySymbol('A'.repeat(4096))).toBe('A'.repeat(39) + '…');
    expect(displaySymbol('A'.repeat(40))).toBe('A'.repeat(40));
    expect(displaySymbol('🚀'.repeat(9), 3)).toBe('🚀🚀…');
  });

  test('never contains what a terminal would obey, and stays short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (symbol) => {
        const shown = displaySymbol(symbol);
        expect(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(shown)).toBe(false);
        expect([...shown].length).toBeLessThanOrEqual(40);
      }),
    );
  });
});

describe('a market from its symbol', () => {
  test.each([
    ['BTC/USDT', 'BTC/USDT', 'BTC', 'USDT', null, 'unknown'],
    ['ZEC/USDT:USDT', 'ZEC/USDT:USDT', 'ZEC', 'USDT', 'USDT', 'swap'],
    ['BTC/USDT:USDT-241227', 'BTC/USDT:USDT-241227', 'BTC', 'USDT', 'USDT', 'future'],
    ['BTC/USD:BTC', 'BTC/USD:BTC', 'BTC', 'USD', 'BTC', 'swap'],
    ['BTCUSDT', 'BTC/USDT', 'BTC', 'USDT', null, 'unknown'],
    ['BTCFDUSD', 'BTC/FDUSD', 'BTC', 'FDUSD', null, 'unknown'],
    ['1000PEPEUSDC', '1000PEPE/USDC', '1000PEPE', 'USDC', null, 'unknown'],
    ['ETHBTC', 'ETH/BTC', 'ETH', 'BTC', null, 'unknown'],
    ['BTC_USDT', 'BTC/USDT', 'BTC', 'USDT', null, 'unknown'],
    ['BTC-USD', 'BTC/USD', 'BTC', 'USD', null, 'unknown'],
    ['BTC_USDT_USDT', 'BTC/USDT:USDT', 'BTC', 'USDT', 'USDT', 'swap'],
    ['BTC-USDT-SWAP', 'BTC/USDT:USDT', 'BTC', 'USDT', 'USDT', 'swap'],
    ['BTC_USD_BTC', 'BTC/USD:BTC', 'BTC', 'USD', 'BTC', 'swap'],
    ['币安人生/USDT', '币安人生/USDT', '币安人生', 'USDT', null, 'unknown'],
  ])('%j is %j', (spelling, symbol, base, quote, settle, type) => {
    expect(marketFromSymbol(spelling)).toMatchObject({ symbol, base, quote, settle, type });
  });

  const spellings: Readonly<Record<string, string>> = {
    'BTC/USDT':
      'btcusdt btc/usdt Btc-Usdt BINANCE:BTCUSDT USDT-BTC tBTCUST sBTCUSDT BINANCE_SPOT_BTC_USDT BTCUSDT_SPBL',
    'BTC/USDT:USDT':
      'BTCUSDT.P BYBIT:BTCUSDT.P XBTUSDTM BTCUSDTPERP BTCUSDT_UMCBL tBTCF0:USTF0 PERP_BTC_USDT',
    'BTC/USD': 'XXBTZUSD XBTUSD XBT/USD KRAKEN:XBTUSD X:BTCUSD tBTCUSD BTCUSD=X COINBASE:BTC-USD tBTC:USD',
    'BTC/USD:BTC': 'XBT/USD:XBT PI_XBTUSD BTC-USD-SWAP BTC-PERPETUAL XBTUSDM BTCUSD_PERP BTCUSD.P',
    'BTC/USD:USD': 'PF_XBTUSD',
    'BTC/USDC:USDC': 'BTC_USDC-PERPETUAL BTCPERP BTC-PERP BTC-PERP-INTX BTCPERP_CMCBL',
    'BTC/USD:BTC-240628': 'FI_XBTUSD_240628 BTC-USD-240628 BTC-28JUN24 BTCUSD_240628',
    'BTC/USDT:USDT-240628': 'BTCUSDT_240628 BTC-USDT-240628',
    'BTC/KRW': 'KRW-BTC BTC-KRW',
    'PEPE/KRW': 'KRW-PEPE',
    'ETH/BTC': 'XETHXXBT ETHXBT BTC-ETH ETH-BTC',
    'ETH/EUR': 'XETHZEUR ETHEUR',
    'DOGE/USD': 'XDGUSD XDG/USD XXDGZUSD tDOGE:USD',
    // Spellings that a careless reader takes for others.
    'XTZ/USD': 'XTZUSD',
    'DOT/USD': 'DOTUSD',
    'GRT/USD': 'GRTUSD',
    'BTC/TUSD': 'BTCTUSD',
    'USDT/USD': 'USDTZUSD USDT-USD',
    'EUR/USDT': 'EURUSDT EUR-USDT',
    'PERP/USDT': 'PERPUSDT PERP_USDT',
    'PERP/USDT:USDT': 'PERP_USDT_USDT',
    'SUPER/USDT': 'SUPERUSDT',
  };

  test.each(
    Object.entries(spellings).flatMap(([symbol, all]) => all.split(' ').map((text) => [text, symbol])),
  )('%j is %j in any spelling', (spelling, symbol) => {
    expect(marketFromSymbol(spelling)?.symbol).toBe(symbol);
  });

  test.each([
    '',
    'BTC',
    'AAPL',
    'eur_export',
    'USDT',
    'my_data',
    'binance-spot-2024',
    'BTC_USDT_ETH',
    'A/B/C',
    '/USDT',
    'BTC/',
    'a b/c',
    '_USDT',
  ])('%j is none', (text) => {
    expect(marketFromSymbol(text)).toBeNull();
  });
});
