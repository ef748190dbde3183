import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.js';
import type { RequestEntry } from '../../src/emulator/ledger.js';
import type { Endpoint } from '../../src/emulator/types.js';
import {
  openExchangeFeed,
  type ExchangeFeed,
  type ExchangeFeedOptions,
} from '../../src/feeds/exchange/exchange-feed.js';
import { systemClock } from '../../src/platform/system-clock.js';

/** What a test opens and the end of the test closes, the last first. */
export class Belongings {
  readonly #closers: (() => Promise<void>)[] = [];

  add(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'squall-live-'));
    this.add(async () => rmSync(path, { recursive: true }));
    return path;
  }

  async emulator(options: Partial<EmulatorOptions>): Promise<Emulator> {
    const emulator = await startEmulator({ dialect: 'binance', markets: 40, compress: false, ...options });
    this.add(() => emulator.close());
    return emulator;
  }

  /** The real client. Nothing but the emulator can be dialled through it. */
  async feed(
    emulator: Pick<Emulator, 'baseUrl'>,
    stateFolder: string,
    options: Partial<ExchangeFeedOptions> = {},
  ): Promise<ExchangeFeed> {
    const feed = await openExchangeFeed({
      id: 'binance',
      type: 'spot',
      baseUrl: emulator.baseUrl,
      quote: null,
      maxBars: 1_500,
      clock: systemClock,
      rng: Math.random,
      stateFolder,
      warn: (message) => {
        throw new Error(`Expected no warning, got: ${message}`);
      },
      ...options,
    });
    this.add(() => feed.close());
    return feed;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}

/** The requests of one endpoint, in the order of arrival. */
export function arrivals({ ledger }: Emulator, endpoint?: Endpoint): RequestEntry[] {
  return ledger
    .requests()
    .filter((request) => endpoint === undefined || request.endpoint === endpoint)
    .sort((a, b) => a.sequence - b.sequence);
}

/** The highest weight in any calendar window of the exchange's clock. */
export function peakWeight(requests: readonly RequestEntry[], windowMs: number): number {
  const windows = new Map<number, number>();
  for (const { atMs, weight } of requests) {
    const window = Math.floor(atMs / windowMs);
    windows.set(window, (windows.get(window) ?? 0) + weight);
  }
  return Math.max(0, ...windows.values());
}
