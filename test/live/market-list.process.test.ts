import { afterEach, describe, expect, test } from '../support/jest.js';
import type { Clock } from '../../src/util/clock.js';
import { systemClock } from '../../src/platform/system-clock.js';
import { scanFeed } from '../support/scan-fixture.js';
import { arrivals, Belongings } from './live-fixture.js';

const FIVE_MINUTES = 300_000;
const DAY_MS = 86_400_000;

/** The clock of this machine, and a way to go ahead. */
function skipping(): { clock: Clock; skip: (ms: number) => void } {
  let aheadMs = 0;
  const clock: Clock = {
    ...systemClock,
    nowMs: () => systemClock.nowMs() + aheadMs,
    wallMs: () => systemClock.wallMs() + aheadMs,
  };
  return { clock, skip: (ms) => void (aheadMs += ms) };
}

const belongings = new Belongings();
afterEach(() => belongings.close());

describe('the market list of a feed that scans repeatedly', () => {
  test('is requested once more when a market turns out to be gone, before the next scan', async () => {
    const emulator = await belongings.emulator({ speed: 0, referee: 'off' });
    const feed = await belongings.feed(emulator, belongings.folder(), { paceScale: 0 });
    const asOfMs = (await feed.lastCloseTimeMs(FIVE_MINUTES))!;
    const scanAt = (atMs: number) => scanFeed(feed, { asOfMs: atMs, preset: 'default' });
    const first = await scanAt(asOfMs);
    expect(arrivals(emulator, 'markets')).toHaveLength(1);
    const asked = arrivals(emulator, 'klines').map(({ symbol }) => symbol!);
    expect(asked.length).toBeGreaterThan(10);

    // Four are gone after the list was made.
    const gone = asked.filter((symbol) => !symbol.startsWith('BTC')).slice(0, 4);
    emulator.control.advance(FIVE_MINUTES);
    const second = await scanWhereGone(gone);
    expect(arrivals(emulator, 'markets')).toHaveLength(1);
    expect(second.counts.listed).toBe(first.counts.listed);
    const errors = second.markets
      .filter(({ symbol }) => gone.includes(symbol))
      .map(({ errors: e }) => e[0]?.code);
    expect(errors).toEqual(gone.map(() => 'MARKET_GONE'));

    emulator.control.advance(FIVE_MINUTES);
    const third = await scanAt(asOfMs + 2 * FIVE_MINUTES);
    expect(arrivals(emulator, 'markets')).toHaveLength(2);
    expect(third.counts.listed).toBe(first.counts.listed - gone.length);

    async function scanWhereGone(symbols: readonly string[]) {
      const tickers: typeof feed.tickers = async (...given) => {
        const facts = await feed.tickers(...given);
        for (const symbol of symbols) emulator.control.setStatus(symbol, 'gone');
        return facts;
      };
      return scanFeed({ ...feed, tickers }, { asOfMs: asOfMs + FIVE_MINUTES, preset: 'default' });
    }
  });

  test('is refreshed when it is a day old, also while the process runs', async () => {
    const emulator = await belongings.emulator({ speed: 0, referee: 'off' });
    let passedMs = 0;
    const { clock, skip } = skipping();
    const feed = await belongings.feed(emulator, belongings.folder(), { paceScale: 0, clock });
    const asOfMs = (await feed.lastCloseTimeMs(FIVE_MINUTES))!;
    await scanFeed(feed, { asOfMs });
    const pass = async (ms: number): Promise<void> => {
      passedMs += ms;
      skip(ms);
      emulator.control.advance(ms);
      await scanFeed(feed, { asOfMs: asOfMs + FIVE_MINUTES * Math.floor(passedMs / FIVE_MINUTES) });
    };
    await pass(DAY_MS - 60_000);
    expect(arrivals(emulator, 'markets')).toHaveLength(1);
    await pass(120_000);
    expect(arrivals(emulator, 'markets')).toHaveLength(2);
    await pass(FIVE_MINUTES);
    expect(arrivals(emulator, 'markets')).toHaveLength(2);
  });

  describe('that cannot be refreshed', () => {
    const UNAVAILABLE = { on: { endpoint: 'markets' }, fault: 's503' } as const;
    const REFUSED = { on: { endpoint: 'markets' }, fault: 's451' } as const;
    const NOT_RENEWED = /^Using the market list of \S+Z; refreshing it failed: binance .*503/;

    /** A feed that has scanned once, and how to scan again after a time. */
    async function scanning(folder = belongings.folder()) {
      const emulator = await belongings.emulator({ speed: 0, referee: 'off' });
      const { clock, skip } = skipping();
      const feed = await belongings.feed(emulator, folder, { paceScale: 0, clock });
      const asOfMs = (await feed.lastCloseTimeMs(FIVE_MINUTES))!;
      let passedMs = 0;
      const scanAfter = (ms: number) => {
        passedMs += ms;
        emulator.control.advance(ms);
        skip(ms);
        return scanFeed(feed, { asOfMs: asOfMs + FIVE_MINUTES * Math.floor(passedMs / FIVE_MINUTES) });
      };
      const first = await scanAfter(0);
      expect(first.warnings).not.toContainEqual(expect.stringMatching(NOT_RENEWED));
      return { emulator, clock, skip, folder, first, scanAfter };
    }

    test('though it is a day old is used, requested once in vain, and the scan says so', async () => {
      const { emulator, first, scanAfter } = await scanning();
      emulator.control.setScenario([UNAVAILABLE]);
      const stale = await scanAfter(DAY_MS + FIVE_MINUTES);
      expect(stale.counts.listed).toBe(first.counts.listed);
      expect(stale.warnings).toContainEqual(expect.stringMatching(NOT_RENEWED));
      const inVain = arrivals(emulator, 'markets').length - 1;
      expect(inVain).toBeGreaterThan(0);
      // Not again by the same scan, nor by one right after it.
      expect((await scanAfter(0)).warnings).toContainEqual(expect.stringMatching(NOT_RENEWED));
      expect(arrivals(emulator, 'markets')).toHaveLength(1 + inVain);

      emulator.control.setScenario([]);
      const renewed = await scanAfter(FIVE_MINUTES);
      expect(renewed.warnings).not.toContainEqual(expect.stringMatching(NOT_RENEWED));
      expect(arrivals(emulator, 'markets')).toHaveLength(1 + inVain + 1);
    });

    test('though it is in doubt is used, and the scan says so', async () => {
      const { emulator, first, scanAfter } = await scanning();
      const gone = first.markets.find(({ symbol }) => !symbol.startsWith('BTC'))!.symbol;
      emulator.control.setStatus(gone, 'gone');
      await scanAfter(FIVE_MINUTES);
      emulator.control.setScenario([UNAVAILABLE]);
      const doubted = await scanAfter(FIVE_MINUTES);
      expect(doubted.counts.listed).toBe(first.counts.listed);
      expect(doubted.warnings).toContainEqual(expect.stringMatching(NOT_RENEWED));
      emulator.control.setScenario([]);
      const renewed = await scanAfter(FIVE_MINUTES);
      expect(renewed.counts.listed).toBe(first.counts.listed - 1);
    });

    test('though it is a day old is used by the next process as well, but not when it is a week old', async () => {
      const { emulator, clock, skip, folder, first } = await scanning();
      emulator.control.setScenario([UNAVAILABLE]);
      skip(2 * DAY_MS);
      emulator.control.advance(2 * DAY_MS);
      const next = await belongings.feed(emulator, folder, { paceScale: 0, clock });
      expect(await next.markets()).toHaveLength(first.counts.listed);
      expect(next.warnings()).toEqual([expect.stringMatching(NOT_RENEWED)]);
      skip(6 * DAY_MS);
      const late = await belongings.feed(emulator, folder, { paceScale: 0, clock });
      await expect(late.markets()).rejects.toMatchObject({ code: 'HTTP_5XX' });
    });

    test('because the exchange blocks us fails the scan', async () => {
      const { emulator, scanAfter } = await scanning();
      emulator.control.setScenario([REFUSED]);
      await expect(scanAfter(DAY_MS + FIVE_MINUTES)).rejects.toMatchObject({ code: 'HTTP_BLOCKED' });
    });
  });
});
