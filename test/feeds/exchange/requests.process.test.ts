import { afterAll, beforeAll, describe, expect, test } from '../../support/jest.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator, type Emulator } from '../../../src/emulator/emulator.js';
import type { RequestEntry } from '../../../src/emulator/ledger.js';
import { openExchangeFeed, type ExchangeFeed } from '../../../src/feeds/exchange/exchange-feed.js';
import { systemClock } from '../../../src/platform/system-clock.js';
import type { ScanResult } from '../../../src/scanner/scan-result.js';
import { scanFeed } from '../../support/scan-fixture.js';

const FIVE_MINUTES = 300_000;
const MARKETS = 60;
const BARS = 300;

interface Pass {
  readonly result: ScanResult;
  readonly requests: readonly RequestEntry[];
}

describe('the requests of a live scan', () => {
  let emulator: Emulator;
  let feed: ExchangeFeed;
  let stateFolder: string;
  let first: Pass;
  let second: Pass;

  beforeAll(async () => {
    stateFolder = mkdtempSync(join(tmpdir(), 'squall-requests-'));
    // The exchange's time is stopped except for the step, and so is ours: on a busy machine a first scan
    // would last so long that the exchange's time seems wrong, and is requested again.
    emulator = await startEmulator({ dialect: 'binance', markets: MARKETS, speed: 0, latencyMs: 20 });
    let steppedMs = 0;
    const [startMs, startWallMs] = [systemClock.nowMs(), systemClock.wallMs()];
    const clock = {
      ...systemClock,
      nowMs: () => startMs + steppedMs,
      wallMs: () => startWallMs + steppedMs,
    };
    feed = await openExchangeFeed({
      id: 'binance',
      type: 'spot',
      quote: null,
      maxBars: BARS,
      clock,
      rng: () => 0.5,
      stateFolder,
      warn: (message) => {
        throw new Error(message);
      },
      baseUrl: emulator.baseUrl,
      paceScale: 0,
    });
    const pass = async (): Promise<Pass> => {
      const before = emulator.ledger.requests().length;
      const asOfMs = (await feed.lastCloseTimeMs(FIVE_MINUTES)) ?? 0;
      const result = await scanFeed(feed, { asOfMs, bars: BARS });
      return { result, requests: emulator.ledger.requests().slice(before) };
    };
    first = await pass();
    emulator.control.advance(FIVE_MINUTES);
    steppedMs = FIVE_MINUTES;
    second = await pass();
  });
  afterAll(async () => {
    await feed.close();
    await emulator.close();
    rmSync(stateFolder, { recursive: true, force: true });
  });

  const of = ({ requests }: Pass, endpoint: string): RequestEntry[] =>
    requests.filter((request) => request.endpoint === endpoint);
  const bytesOf = ({ requests }: Pass): number => requests.reduce((sum, { bytes }) => sum + bytes, 0);
  const limitOf = ({ path }: RequestEntry): number =>
    Number(new URL(path, 'http://emulator').searchParams.get('limit'));

  test('start with the market list, which contains the time as well', () => {
    expect(first.requests.map(({ endpoint }) => endpoint).slice(0, 2)).toEqual(['markets', 'tickers']);
    expect(of(first, 'time')).toEqual([]);
    expect(of(second, 'markets')).toEqual([]);
    expect(of(second, 'time')).toEqual([]);
  });

  test('contain each market that tickers leave once, including BTC, the benchmark', () => {
    const asked = of(first, 'klines').map(({ symbol }) => symbol);
    const { listed, skipped } = first.result.counts;
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toContain('BTC/USDT');
    expect(asked).toHaveLength(listed - skipped);
    expect(of(first, 'klines').every((request) => limitOf(request) === BARS)).toBe(true);
  });

  test('come in as few batches as it takes, never more at once than the semaphore', () => {
    for (const { result } of [first, second]) {
      const { listed, skipped } = result.counts;
      expect(result.batches).toHaveLength(Math.ceil((listed - skipped) / 20));
    }
    const { peakInFlight, peakConcurrency } = feed.session.gate.stats;
    expect(emulator.ledger.peakInFlight).toBe(peakInFlight);
    expect(peakInFlight).toBeLessThanOrEqual(peakConcurrency);
  });

  test('a second time is the new bar and the one before it, a few hundredths of the bytes', () => {
    expect(second.result.asOfMs).toBe(first.result.asOfMs + FIVE_MINUTES);
    const known = new Set(
      first.result.markets.filter(({ errors }) => errors.length === 0).map(({ symbol }) => symbol),
    );
    const asked = of(second, 'klines').filter(
      ({ symbol }) => known.has(symbol ?? '') && of(first, 'klines').some((one) => one.symbol === symbol),
    );
    expect(asked.length).toBeGreaterThan(MARKETS / 2);
    expect(asked.map(limitOf)).toEqual(asked.map(() => 2));
    expect(bytesOf(second)).toBeLessThan(0.15 * bytesOf(first));
  });
});
