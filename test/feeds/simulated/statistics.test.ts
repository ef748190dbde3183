import { beforeAll, describe, expect, test } from '../../support/jest.js';
import type { RawCandles } from '../../../src/market/candle-series.js';
import { createSimulatedFeed } from '../../../src/feeds/simulated/simulated-feed.js';
import { FIVE_MINUTES, candlesOf, correlation, mean, returnsOf } from './helpers.js';

const BAR_COUNT = 4000;
const feed = createSimulatedFeed({ marketCount: 200, eventRate: 0 });
let all: readonly RawCandles[] = [];
/** Coins that trade throughout, without BTC. */
let coins: readonly RawCandles[] = [];
const named = (base: string) => all.find((candles) => candles.symbol === `${base}/USDT`)!;

beforeAll(async () => {
  const symbols = (await feed.markets()).map((market) => market.symbol);
  all = await candlesOf(feed, symbols, FIVE_MINUTES, BAR_COUNT, feed.world.defaultAsOfMs);
  const odd = ['BTC', 'USDC', 'FDUSD', 'EUR', 'WBTC', 'BTCUP', 'ETHDOWN'].map((base) => `${base}/USDT`);
  coins = all.filter(
    ({ symbol, close, volume }) =>
      close.length === BAR_COUNT && volume.every((v) => v > 0) && !odd.includes(symbol),
  );
});

describe('simulated statistics, without planted events', () => {
  test('returns have fatter tails than normal ones', () => {
    const kurtosis = coins.map((candles) => {
      const returns = returnsOf(candles);
      const variance = mean(returns.map((r) => r ** 2));
      return mean(returns.map((r) => r ** 4)) / variance ** 2;
    });
    expect(Math.min(...kurtosis)).toBeGreaterThan(3.5);
  });

  test('volatile times come together, and so does volume', () => {
    const lagged = (values: readonly number[]) => correlation(values.slice(0, -12), values.slice(12));
    expect(mean(coins.map((candles) => lagged(returnsOf(candles).map(Math.abs))))).toBeGreaterThan(0.05);
    expect(mean(coins.map((candles) => lagged([...candles.volume])))).toBeGreaterThan(0.1);
  });

  test('a bar that moves has more volume', () => {
    const linked = coins.map((c) => correlation(returnsOf(c).map(Math.abs), [...c.volume.slice(1)]));
    expect(mean(linked)).toBeGreaterThan(0.2);
  });

  test('coins move with BTC, each in its own measure', () => {
    const btc = returnsOf(named('BTC'));
    const withBtc = coins.map((candles) => correlation(returnsOf(candles), btc));
    expect(Math.min(...withBtc)).toBeGreaterThan(0);
    expect(mean(withBtc)).toBeGreaterThan(0.3);
    expect(mean(withBtc)).toBeLessThan(0.8);
    expect(correlation(returnsOf(named('ETHDOWN')), btc)).toBeLessThan(-0.5);
  });

  test('stablecoins stay within one percent, wrapped BTC near BTC', () => {
    for (const base of ['USDC', 'FDUSD']) {
      for (const price of [...named(base).high, ...named(base).low])
        expect(Math.abs(price - 1)).toBeLessThan(0.01);
    }
    const btc = named('BTC').close;
    named('WBTC').close.forEach((price, i) => expect(Math.abs(price / btc[i] - 1)).toBeLessThan(0.01));
  });

  test('few markets have most of the turnover', async () => {
    const facts = await feed.tickers(
      all.map((candles) => candles.symbol),
      feed.world.defaultAsOfMs,
    );
    const turnovers = [...facts.values()].map((fact) => fact.turnover24h ?? 0).sort((a, b) => b - a);
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    expect(sum(turnovers.slice(0, 20))).toBeGreaterThan(0.8 * sum(turnovers));
  });
});
