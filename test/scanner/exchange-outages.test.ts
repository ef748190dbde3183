import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '../support/jest.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { openReplay, openRecordedSession } from '../../src/node.js';
import { fromCandles } from '../../src/index.js';
import type { ScanResult } from '../../src/scanner/scan-result.js';
import { awayFeed } from '../support/away-feed.js';
import { comparable, scanFeed } from '../support/scan-fixture.js';

const FIVE_MINUTES = 300_000;
const BARS = 500;
const simulated = createSimulatedFeed({ seed: 1, marketCount: 70 });
const asOfMs = simulated.world.defaultAsOfMs;
/** 4 % of a window of 500 bars: more than any market may lack. */
const span = { fromMs: asOfMs - 120 * FIVE_MINUTES, toMs: asOfMs - 100 * FIVE_MINUTES };

const isBitcoin = (symbol: string): boolean => symbol.startsWith('BTC/');
/** Every tenth market was not away, as if another source had filled it in. */
const nearlyAll = (symbol: string): boolean => isBitcoin(symbol) || symbol.charCodeAt(1) % 10 !== 0;

const gapsOf = ({ markets }: ScanResult): string[] =>
  markets.filter(({ errors }) => errors.some(({ code }) => code === 'DATA_GAP')).map(({ symbol }) => symbol);

describe('bars that BTC and most markets of an exchange lack', () => {
  test('are filled, counted, reported, and not held against a market', async () => {
    const result = await scanFeed(awayFeed(simulated, span, nearlyAll), { asOfMs });
    expect(gapsOf(result)).toEqual([]);
    expect(result.warnings).toContainEqual(
      expect.stringMatching(/^20 bars are absent of all markets alike \(/),
    );
    const usable = result.markets.filter(
      ({ errors, metrics }) => errors.length === 0 && metrics.bars === BARS,
    );
    expect(usable.length).toBeGreaterThan(50);
    for (const { symbol, metrics } of usable) {
      expect([symbol, metrics.filledBars, metrics.health]).toEqual([symbol, nearlyAll(symbol) ? 20 : 0, 1]);
    }
    expect(usable.filter(({ metrics }) => metrics.btcCorrelation !== null).length).toBeGreaterThan(40);
  });

  test('give the same result in batches of any size, each market requested once', async () => {
    const results = [];
    for (const batchSize of [1, 7, 1000]) {
      const feed = awayFeed(simulated, span, nearlyAll);
      results.push(comparable(await scanFeed(feed, { asOfMs, batchSize })));
      const times = new Map<string, number>();
      for (const symbol of feed.asked) times.set(symbol, (times.get(symbol) ?? 0) + 1);
      // BTC besides as what the others are compared with.
      expect([...times].filter(([symbol, count]) => count > (isBitcoin(symbol) ? 2 : 1))).toEqual([]);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  test.each([
    { engine: 'simd', isMetered: false },
    { engine: 'js', isMetered: true },
  ] as const)('are replayed to the same hash: %j', async ({ engine, isMetered }) => {
    const folder = mkdtempSync(join(tmpdir(), 'squall-away-'));
    try {
      const path = join(folder, 'away.squall');
      const feed = { ...awayFeed(simulated, span, nearlyAll), isMetered };
      const recorded = await openRecordedSession(feed, path, { engine, preset: 'default' });
      const { result } = await recorded.session.scan({ asOf: asOfMs });
      expect(result.markets[0].filters.map(({ name }) => name)).toContain('dataHealth');
      expect(result.warnings.join()).toContain('20 bars are absent of all markets alike');
      await recorded.seal();
      const replay = await openReplay(path);
      const { isIdentical, scanned } = await replay.scanAt(0, { engine: 'simd' });
      expect([isIdentical, scanned.result.resultSha256]).toEqual([true, result.resultSha256]);
      expect(scanned.result.warnings).toEqual(result.warnings);
      expect(gapsOf(scanned.result)).toEqual([]);
      await replay.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('bars that BTC has are missing of each market that lacks them', async () => {
  const lacks = (symbol: string): boolean => !isBitcoin(symbol);
  const result = await scanFeed(awayFeed(simulated, span, lacks), { asOfMs });
  const [wanted, whole] = [result.markets, (await scanFeed(simulated, { asOfMs })).markets];
  expect(gapsOf(result).length).toBeGreaterThan(50);
  expect(wanted.length).toBe(whole.length);
  expect(result.warnings.join()).not.toContain('absent of all markets');
});

test('bars that BTC alone lacks are missing of it', async () => {
  const result = await scanFeed(awayFeed(simulated, span, isBitcoin), { asOfMs });
  expect(gapsOf(result).every(isBitcoin)).toBe(true);
  expect(result.warnings.join()).toMatch(/REF_MISSING: BTC\/USDT: 20 of 500 bars \(4\.0 %\) are absent/);
});

test('an outage of candles in memory, with a limit of health, is replayed to the same hash', async () => {
  const markets = await simulated.markets();
  const answers = await awayFeed(simulated, span, nearlyAll).bars(
    markets.map(({ symbol }) => symbol),
    FIVE_MINUTES,
    BARS,
    asOfMs,
  );
  const candles = answers.flatMap((answer) => ('error' in answer ? [] : [answer.candles]));
  const folder = mkdtempSync(join(tmpdir(), 'squall-away-'));
  try {
    const path = join(folder, 'memory.squall');
    const recorded = await openRecordedSession(fromCandles(candles), path, { preset: 'default' });
    const { result } = await recorded.session.scan({ asOf: asOfMs });
    expect(result.warnings).toContainEqual(
      expect.stringMatching(/^20 bars are absent of all markets alike \(/),
    );
    expect(gapsOf(result)).toEqual([]);
    await recorded.seal();
    const replay = await openReplay(path);
    const report = await replay.verify();
    expect(report).toMatchObject({ isSealed: true, scans: 1, damage: [] });
    const { isIdentical, scanned } = await replay.scanAt(0, { engine: 'scalar' });
    expect([isIdentical, scanned.result.resultSha256]).toEqual([true, result.resultSha256]);
    await replay.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
