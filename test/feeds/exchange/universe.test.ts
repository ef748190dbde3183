import { describe, expect, test } from '../../support/jest.js';
import type { CcxtMarket } from '../../../src/feeds/exchange/ccxt-shapes.js';
import type { ExchangeMarket } from '../../../src/feeds/exchange/markets/exchange-market.js';
import { readMarket } from '../../../src/feeds/exchange/markets/read-market.js';
import { readTicker } from '../../../src/feeds/exchange/markets/read-ticker.js';
import type {
  UniverseDecision,
  UniverseRules,
} from '../../../src/feeds/exchange/markets/exchange-markets.js';
import { selectExchangeUniverse } from '../../../src/feeds/exchange/markets/exchange-markets.js';
import { DAY_MS } from '../../../src/market/timeframe.js';
import { openOffline } from '../../support/ccxt-exchange.js';
import { type Recorded, ccxtMarket, recorded } from '../../support/wire.js';

const NOW_MS = Date.UTC(2024, 7, 5);

const RULES: UniverseRules = {
  type: 'spot',
  quote: 'USDT',
  classes: ['crypto'],
  minAgeDays: null,
  nowMs: NOW_MS,
};

function market(symbol: string, more: CcxtMarket = {}): ExchangeMarket {
  return readMarket(ccxtMarket(symbol.replace(/[/:]/g, ''), symbol, more))!;
}

function decide(
  markets: readonly ExchangeMarket[],
  rules: Partial<UniverseRules> = {},
  tickers: Parameters<typeof selectExchangeUniverse>[2] = null,
): Record<string, string> {
  const decisions = selectExchangeUniverse(markets, { ...RULES, ...rules }, tickers);
  return Object.fromEntries(decisions.map(({ market: { symbol }, code }) => [symbol, code]));
}

describe('a market of ccxt', () => {
  test('is read with unknown values as null', () => {
    expect(readMarket({ id: 'AB', symbol: 'A/B', base: 'A', quote: 'B', type: 'spot' })).toEqual({
      id: 'AB',
      symbol: 'A/B',
      base: 'A',
      quote: 'B',
      settle: null,
      type: 'spot',
      active: null,
      listedAtMs: null,
      tickSize: null,
      leveragedToken: null,
      contractSize: null,
      settlement: null,
    });
  });

  test('has size and settlement of a contract; the settlement currency overrides the flags', () => {
    const more = { contractSize: '0.01', created: 1_569_398_400_000, linear: false, inverse: false };
    expect(market('BTC/USDT:USDT', more)).toMatchObject({
      type: 'swap',
      settle: 'USDT',
      contractSize: 0.01,
      settlement: 'linear',
      listedAtMs: 1_569_398_400_000,
    });
    expect(market('BTC/USD:BTC', more).settlement).toBe('inverse');
    expect(market('BTC/USD:USDC', more).settlement).toBeNull();
    expect(market('BTC/USD:USDC', { ...more, linear: true }).settlement).toBe('linear');
  });

  test.each([
    ['no size', { contractSize: 0 }, 'contractSize'],
    ['a size that is not a number', { contractSize: 'ten' }, 'contractSize'],
    ['a listing time in seconds', { created: 1_569_398_400 }, 'listedAtMs'],
    ['a tick of 0', { precision: { price: 0 } }, 'tickSize'],
    ['an activity that is a text', { active: 'yes' }, 'active'],
  ] as const)('with %s has none', (_, more, member) => {
    expect(market('BTC/USDT:USDT', more)[member]).toBeNull();
  });

  test.each([
    ['an option', { type: 'option' }],
    ['without a base', { base: undefined }],
    ['without an id', { id: '' }],
    ['whose symbol is no text', { symbol: 7 }],
  ] as const)('%s is none', (_, more) => {
    expect(readMarket({ ...ccxtMarket('X', 'A/B'), ...more })).toBeNull();
  });

  test('is a leveraged token where Binance says so', () => {
    expect(market('BTCUP/USDT', { info: { permissions: ['LEVERAGED'] } }).leveragedToken).toBe(true);
    expect(market('BTC/USDT', { info: { permissions: ['SPOT'] } }).leveragedToken).toBeNull();
  });
});

describe('the universe', () => {
  const KEPT = ['JUP', 'SYRUP', 'SUPER', 'S', '1INCH', '1000PEPE', 'BULLA'];
  const DROPPED = ['BTCUP', 'ETHDOWN', 'BTC3L', 'ETH3S', 'USDC', 'FDUSD', 'EUR', 'EURI'];

  test('keeps coins whose names only look like tokens, and drops tokens, stable coins and money', () => {
    const markets = [...KEPT, ...DROPPED, 'BTC', 'ETH', 'J', 'SYR'].map((base) => market(`${base}/USDT`));
    const codes = decide(markets);
    for (const base of KEPT) expect([base, codes[`${base}/USDT`]]).toEqual([base, 'IN']);
    for (const base of DROPPED) expect([base, codes[`${base}/USDT`]]).toEqual([base, 'OTHER_CLASS']);
  });

  test('has every market with one reason, sorted by symbol', () => {
    const markets = [
      market('SOL/USDT'),
      market('ADA/BTC'),
      market('SOL/USDT:USDT'),
      market('BTC/USDT', { active: false }),
    ];
    expect(
      selectExchangeUniverse(markets, RULES).map(({ market: { symbol }, isIn, code, reason }) => [
        symbol,
        isIn,
        code,
        reason,
      ]),
    ).toEqual([
      ['ADA/BTC', false, 'OTHER_QUOTE', 'It is quoted in BTC, not USDT.'],
      ['BTC/USDT', false, 'INACTIVE', 'The exchange says that it is not trading now.'],
      ['SOL/USDT', true, 'IN', 'It is a spot market quoted in USDT, active, of class crypto.'],
      ['SOL/USDT:USDT', false, 'OTHER_TYPE', 'It is a swap market, not spot.'],
    ]);
  });

  test('does not treat a market of unknown activity as inactive', () => {
    const [decision] = selectExchangeUniverse([market('SOL/USDT', { active: undefined })], RULES);
    expect(decision).toMatchObject({ isIn: true });
    expect(decision.reason).toContain('activity unknown');
  });

  test('takes any quote and class if none is requested, in either case of letters', () => {
    const markets = [market('USDC/USDT'), market('SOL/EUR')];
    expect(decide(markets, { quote: null, classes: null })).toEqual({ 'USDC/USDT': 'IN', 'SOL/EUR': 'IN' });
    expect(decide(markets, { quote: 'eur' })['SOL/EUR']).toBe('IN');
  });

  test('leaves out markets that are too young, to the day; those of unknown age stay and say so', () => {
    const listed = (days: number) => ({ created: NOW_MS - days * DAY_MS });
    const markets = [
      market('A/USDT', listed(30)),
      market('B/USDT', listed(29.9)),
      market('C/USDT', { created: undefined }),
    ];
    const decisions = selectExchangeUniverse(markets, { ...RULES, minAgeDays: 30 });
    expect(decisions.map(({ code, reason }) => [code, reason])).toEqual([
      ['IN', 'It is a spot market quoted in USDT, active, of class crypto, listed 30 days ago.'],
      ['TOO_YOUNG', 'It was listed 29.9 days ago, less than the 30 required.'],
      ['IN', 'It is a spot market quoted in USDT, active, of class crypto, listing date unknown.'],
    ]);
  });

  test('leaves out markets without a ticker or trades, if tickers are available', () => {
    const markets = ['A', 'B', 'C', 'D'].map((base) => market(`${base}/USDT`));
    const tickers = new Map([
      ['A/USDT', readTicker({ last: 1, baseVolume: 5 })],
      ['B/USDT', readTicker({ last: 0, baseVolume: 5 })],
      ['C/USDT', readTicker({ last: 1, baseVolume: 0, quoteVolume: 0 })],
    ]);
    expect(decide(markets, {}, tickers)).toEqual({
      'A/USDT': 'IN',
      'B/USDT': 'NO_TICKER',
      'C/USDT': 'NO_TRADES',
      'D/USDT': 'NO_TICKER',
    });
  });
});

describe('recorded lists of markets', () => {
  async function decisionsOf(
    recording: Recorded,
    rules: Partial<UniverseRules>,
  ): Promise<UniverseDecision[]> {
    // A recording contains one type of market; ccxt would request all and get the same answer again.
    const exchange = await openOffline(
      recording.exchange,
      // Kraken's list of assets was not recorded.
      (url) => (url.endsWith('/Assets') ? { error: [], result: {} } : recording.response),
      { fetchMarkets: { types: [rules.type === 'swap' ? 'linear' : 'spot'] } },
    );
    await exchange.loadMarkets();
    const markets = Object.values(exchange.markets).flatMap((entry) => readMarket(entry) ?? []);
    return selectExchangeUniverse(markets, { ...RULES, quote: null, ...rules });
  }

  const basesOf = (decisions: readonly UniverseDecision[], name: string): string =>
    [...new Set(decisions.filter((d) => d.marketClass === name).map((d) => d.market.base))].join(' ');

  test.each([
    ['binance.fetchMarkets', 'spot', { IN: 1184, OTHER_CLASS: 78, INACTIVE: 433 }],
    ['binanceusdm.fetchMarkets', 'swap', { IN: 117, OTHER_CLASS: 2, OTHER_TYPE: 2, INACTIVE: 1 }],
    ['okx.fetchMarkets', 'spot', { IN: 500, OTHER_CLASS: 13 }],
    // ccxt takes Kraken's markets of before 2021, which report no status, for inactive.
    ['kraken.fetchMarkets', 'spot', { INACTIVE: 289 }],
    ['bybit.fetchMarkets', 'spot', { IN: 2 }],
    ['bybit.fetchMarkets.2', 'swap', { IN: 2 }],
  ] as const)('%s', async (name, type, codes) => {
    const recording = recorded(name);
    if (recording === null) return;
    const decisions = await decisionsOf(recording, { type });
    const counts: Record<string, number> = {};
    for (const { code } of decisions) counts[code] = (counts[code] ?? 0) + 1;
    expect(counts).toEqual(codes);
    const { summary } = recording.ccxt as { summary: Record<string, number> };
    expect(decisions.filter(({ market: { active } }) => active === true)).toHaveLength(summary.active);
  });

  test('of Binance hold exactly these tokens, stable coins, moneys and wrapped coins', async () => {
    const recording = recorded('binance.fetchMarkets');
    if (recording === null) return;
    const decisions = await decisionsOf(recording, {});
    expect(basesOf(decisions, 'leveraged')).toBe(
      '1INCHDOWN 1INCHUP AAVEDOWN AAVEUP ADADOWN ADAUP BCHDOWN BCHUP BNBBEAR BNBBULL BNBDOWN BNBUP ' +
        'BTCDOWN BTCUP DOTDOWN DOTUP EOSBEAR EOSBULL EOSDOWN EOSUP ETHBEAR ETHBULL ETHDOWN ETHUP ' +
        'FILDOWN FILUP LINKDOWN LINKUP LTCDOWN LTCUP SUSHIDOWN SUSHIUP SXPDOWN SXPUP TRXDOWN TRXUP ' +
        'UNIDOWN UNIUP XLMDOWN XLMUP XRPBEAR XRPBULL XRPDOWN XRPUP XTZDOWN XTZUP YFIDOWN YFIUP',
    );
    expect(basesOf(decisions, 'stable')).toBe(
      'BGBP BKRW BUSD DAI PAX SUSD TUSD TUSDB USDC USDP USDS USDSB USDT',
    );
    expect(basesOf(decisions, 'fiat')).toBe('AUD EUR GBP');
    expect(basesOf(decisions, 'wrapped')).toBe('BETH BTCB RENBTC WBTC');
    expect([basesOf(decisions, 'commodity'), basesOf(decisions, 'stock')]).toEqual(['PAXG', '']);
  });

  test('of OKX and Kraken hold exactly these', async () => {
    const okx = recorded('okx.fetchMarkets');
    const kraken = recorded('kraken.fetchMarkets');
    if (okx === null || kraken === null) return;
    const onOkx = await decisionsOf(okx, {});
    expect(basesOf(onOkx, 'stable')).toBe('DAI GUSD TUSD USDC USDP USDT');
    expect(basesOf(onOkx, 'wrapped')).toBe('BETH OKDOT1 OKDOT2 WBTC');
    expect([basesOf(onOkx, 'leveraged'), basesOf(onOkx, 'fiat')]).toEqual(['', '']);
    const onKraken = await decisionsOf(kraken, {});
    expect(basesOf(onKraken, 'fiat')).toBe('AUD EUR GBP USD');
    expect(basesOf(onKraken, 'stable')).toBe('DAI USDC USDT');
    expect(basesOf(onKraken, 'wrapped')).toBe('ETH2.S TBTC');
    expect(basesOf(onKraken, 'leveraged')).toBe('');
  });
});
