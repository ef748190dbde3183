import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DialectId } from '../../src/emulator/dialects/index.js';
import type { Emulator, EmulatorOptions } from '../../src/emulator/emulator.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import type { ExchangeFeed, ExchangeFeedOptions } from '../../src/feeds/exchange/exchange-feed.js';
import { openExchangeFeed } from '../../src/feeds/exchange/exchange-feed.js';
import { systemClock } from '../../src/platform/system-clock.js';
import { createRng } from '../../src/util/rng.js';

export type TradedType = 'spot' | 'swap';

/** One way to an exchange: the emulator's dialect, and the user's request. */
export interface Way {
  readonly dialect: DialectId;
  /** As `--exchange` and `--type`. */
  readonly id: string;
  readonly type: TradedType;
}

export const WAYS: readonly Way[] = [
  { dialect: 'binance', id: 'binance', type: 'spot' },
  { dialect: 'binanceusdm', id: 'binance', type: 'swap' },
  { dialect: 'bybit', id: 'bybit', type: 'spot' },
  { dialect: 'bybit', id: 'bybit', type: 'swap' },
  { dialect: 'kraken', id: 'kraken', type: 'spot' },
];

/** An emulated exchange, and feeds of the real client on it that share nothing with any other. */
export interface LiveExchange {
  readonly emulator: Emulator;
  /** A separate feed with an empty state folder. */
  open(options?: Partial<ExchangeFeedOptions>): Promise<ExchangeFeed>;
  /** Ends the emulator and every feed. */
  close(): Promise<void>;
}

/** Its time is stopped and nothing counts requests, unless set otherwise. */
export async function startLive(
  way: Way,
  options: Omit<EmulatorOptions, 'dialect'> = {},
): Promise<LiveExchange> {
  const emulator = await startEmulator({
    dialect: way.dialect,
    speed: 0,
    referee: 'off',
    compress: false,
    ...options,
  });
  const feeds: ExchangeFeed[] = [];
  const folders: string[] = [];
  return {
    emulator,
    async open(given = {}) {
      const stateFolder = mkdtempSync(join(tmpdir(), 'squall-live-'));
      folders.push(stateFolder);
      const rng = createRng(1);
      const feed = await openExchangeFeed({
        id: way.id,
        type: way.type,
        quote: null,
        maxBars: 1_500,
        clock: systemClock,
        rng: () => rng.next(),
        stateFolder,
        warn: () => undefined,
        baseUrl: emulator.baseUrl,
        paceScale: 0,
        ...given,
      });
      feeds.push(feed);
      return feed;
    },
    async close() {
      await Promise.all(feeds.map((feed) => feed.close()));
      await emulator.close();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}
