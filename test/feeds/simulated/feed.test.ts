import { describe, expect, test } from '../../support/jest.js';
import { createSimulatedFeed } from '../../../src/feeds/simulated/simulated-feed.js';
import { SquallError } from '../../../src/util/squall-error.js';
import { FIVE_MINUTES, HOUR, candlesOf } from './helpers.js';

const feed = createSimulatedFeed({ marketCount: 200 });
const swaps = createSimulatedFeed({ marketCount: 200, type: 'swap' });
const { startMs, endMs, defaultAsOfMs } = feed.world;

describe('simulated feed', () => {
  test('describes itself', () => {
    expect(feed.source).toEqual({ kind: 'simulated', detail: 'seed 1, 200 markets', hasLiveFacts: true });
  });

  test('ends at the default as-of, on the grid of the timeframe', async () => {
    expect(new Date(defaultAsOfMs).toISOString()).toBe('2025-03-11T15:30:00.000Z');
    expect(await feed.lastCloseTimeMs(FIVE_MINUTES)).toBe(defaultAsOfMs);
    expect(await feed.lastCloseTimeMs(HOUR)).toBe(Date.UTC(2025, 2, 11, 15));
  });

  test('answers in the requested order, and reports which markets it lacks', async () => {
    const answers = await feed.bars(['ETH/USDT', 'NOPE/USDT', 'BTC/USDT'], FIVE_MINUTES, 10, defaultAsOfMs);
    expect(answers.map((answer) => answer.symbol)).toEqual(['ETH/USDT', 'NOPE/USDT', 'BTC/USDT']);
    expect(answers[1]).toMatchObject({ error: { code: 'MARKET_GONE' } });
  });

  test('the last bar is the last that had closed', async () => {
    const [candles] = await candlesOf(feed, ['BTC/USDT'], FIVE_MINUTES, 10, defaultAsOfMs + 299_999);
    expect(candles.openTimeMs).toHaveLength(10);
    expect(candles.openTimeMs[9]).toBe(defaultAsOfMs - FIVE_MINUTES);
  });

  test('rejects a moment outside the world and names its span', async () => {
    for (const asOfMs of [startMs, endMs + 1, NaN]) {
      const refused = feed.bars(['BTC/USDT'], FIVE_MINUTES, 10, asOfMs);
      await expect(refused).rejects.toThrow('2025-01-01T00:00:00.000Z to 2025-04-01T00:00:00.000Z');
      await expect(refused).rejects.toMatchObject({ exitCode: 65 });
      await expect(feed.tickers(['BTC/USDT'], asOfMs)).rejects.toThrow(SquallError);
    }
  });

  test('rejects timeframes that it does not have', async () => {
    for (const timeframeMs of [60_000, 7 * FIVE_MINUTES, 48 * HOUR, 0, NaN]) {
      await expect(feed.bars(['BTC/USDT'], timeframeMs, 10, defaultAsOfMs)).rejects.toMatchObject({
        exitCode: 64,
      });
    }
  });

  test('rejects options outside their range', () => {
    expect(() => createSimulatedFeed({ marketCount: 0 })).toThrow('marketCount');
    expect(() => createSimulatedFeed({ seed: 1.5 })).toThrow('seed');
    expect(() => createSimulatedFeed({ eventRate: 3 })).toThrow('eventRate');
  });

  test('stops when aborted', async () => {
    const stopped = AbortSignal.abort();
    await expect(feed.bars(['BTC/USDT'], FIVE_MINUTES, 10, defaultAsOfMs, stopped)).rejects.toThrow();
  });
});

describe('simulated facts', () => {
  test('turnover and change are those of the last 24 hours of candles', async () => {
    const symbols = (await feed.markets()).map((market) => market.symbol);
    const facts = await feed.tickers(symbols, defaultAsOfMs);
    for (const { symbol, open, high, low, close, volume } of await candlesOf(
      feed,
      [...facts.keys()],
      FIVE_MINUTES,
      288,
      defaultAsOfMs,
    )) {
      let turnover = 0;
      for (let i = 0; i < close.length; i++) turnover += volume[i] * ((high[i] + low[i] + close[i]) / 3);
      expect(facts.get(symbol)?.turnover24h).toBe(turnover);
      expect(facts.get(symbol)?.change24hPct).toBe((close[close.length - 1] / open[0] - 1) * 100);
    }
  });

  test('are plausible against the size of the market', async () => {
    const symbols = (await swaps.markets()).map((market) => market.symbol);
    const facts = [...(await swaps.tickers(symbols, defaultAsOfMs)).values()];
    for (const fact of facts) {
      expect(fact.provenance).toBe('simulated');
      if (fact.spreadBps === null) continue;
      expect(fact.spreadBps).toBeGreaterThan(0);
      expect(fact.depth05Usd).toBeGreaterThanOrEqual(fact.depth03Usd ?? Infinity);
      expect(Math.abs(fact.imbalance ?? 2)).toBeLessThanOrEqual(0.95);
      expect(fact.openInterestUsd).toBeGreaterThan(0);
    }
    const btc = (await swaps.tickers(['BTC/USDT:USDT'], defaultAsOfMs)).get('BTC/USDT:USDT');
    expect(btc?.spreadBps).toBeLessThan(2);
    expect(btc?.depth05Usd).toBeGreaterThan(5e6);
    const spreads = facts.flatMap((fact) => fact.spreadBps ?? []).sort((a, b) => a - b);
    expect(spreads[Math.floor(spreads.length * 0.8)]).toBeGreaterThan(20);
    expect(spreads[spreads.length - 1]).toBeLessThan(250);
  });

  test('some books cannot be read, spot markets have no open interest', async () => {
    const symbols = (await feed.markets()).map((market) => market.symbol);
    const facts = [...(await feed.tickers(symbols, defaultAsOfMs)).values()];
    expect(facts.some((fact) => fact.spreadBps === null && (fact.turnover24h ?? 0) > 0)).toBe(true);
    expect(facts.every((fact) => fact.openInterestUsd === null && fact.oiChange24hPct === null)).toBe(true);
  });

  test('a market that does not exist has none', async () => {
    const [unlisted] = (await feed.markets()).filter((market) => (market.listedAtMs ?? 0) > defaultAsOfMs);
    const facts = await feed.tickers([unlisted?.symbol ?? 'NOPE/USDT', 'NOPE/USDT'], defaultAsOfMs);
    expect(facts.size).toBe(0);
  });

  test('open interest rises with a breakout', async () => {
    const rising = swaps
      .groundTruth(startMs, endMs)
      .filter((truth) => truth.kind === 'breakout')
      .slice(0, 200);
    let sum = 0;
    for (const { symbol, endMs: moment } of rising) {
      sum += (await swaps.tickers([symbol], moment)).get(symbol)?.oiChange24hPct ?? 0;
    }
    expect(sum / rising.length).toBeGreaterThan(8);
  });
});
