import { afterEach, describe, expect, test } from '@jest/globals';
import type { Clock } from '../../src/util/clock.js';
import { systemClock } from '../../src/platform/system-clock.js';
import { scanFeed } from '../support/scan-fixture.js';
import { arrivals, Belongings } from './live-fixture.js';

const FIVE_MINUTES = 300_000;
const DAY_MS = 86_400_000;

const belongings = new Belongings();
afterEach(() => belongings.close());

describe('the list of markets of a feed that scans again and again', () => {
  test('is asked for once more when a market turns out to be gone, before the next scan', async () => {
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
      const tickers: typeof feed.stages.tickers = (...given) => feed.stages.tickers(...given);
      const stages = {
        ...feed.stages,
        tickers: async (...given: Parameters<typeof tickers>) => {
          const facts = await tickers(...given);
          for (const symbol of symbols) emulator.control.setStatus(symbol, 'gone');
          return facts;
        },
      };
      return scanFeed({ ...feed, stages }, { asOfMs: asOfMs + FIVE_MINUTES, preset: 'default' });
    }
  });

  test('is renewed when it is a day old, also while the process goes on', async () => {
    const emulator = await belongings.emulator({ speed: 0, referee: 'off' });
    let passedMs = 0;
    const clock: Clock = {
      ...systemClock,
      nowMs: () => systemClock.nowMs() + passedMs,
      wallMs: () => systemClock.wallMs() + passedMs,
    };
    const feed = await belongings.feed(emulator, belongings.folder(), { paceScale: 0, clock });
    const asOfMs = (await feed.lastCloseTimeMs(FIVE_MINUTES))!;
    await scanFeed(feed, { asOfMs });
    const pass = async (ms: number): Promise<void> => {
      passedMs += ms;
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
});
