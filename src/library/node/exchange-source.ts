import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ExchangeFeed } from '../../feeds/exchange/exchange-feed.js';
import { systemClock } from '../../platform/system-clock.js';
import type { OptionTable } from '../../util/option-names.js';
import { checkOptionNames } from '../../util/option-names.js';
import { announcePauses } from './pause-notes.js';

/** Bars kept per market: the most that a scan requests. */
export const MOST_LIVE_BARS = 1_500;

export interface ExchangeOptions {
  /** ccxt's id: binance, bybit, okx, kraken … */
  readonly id: string;
  /** @default 'spot' */
  readonly type?: 'spot' | 'swap';
  /** An emulator on this machine that receives all requests. @default the exchange itself */
  readonly baseUrl?: string;
  /** Whether requests wait for the exchange's limits; only an emulator allows false. @default true */
  readonly isPaced?: boolean;
  /** Where bans, budgets and market lists are kept. @default the XDG state folder's `squall` */
  readonly stateFolder?: string;
  /** Only markets of this quote currency. @default all */
  readonly quote?: string;
  /** Receives a sentence about each pause, and about files that cannot be kept. @default none */
  readonly onNote?: (note: string) => void;
}

const OPTIONS: OptionTable<ExchangeOptions> = {
  id: true,
  type: true,
  baseUrl: true,
  isPaced: true,
  stateFolder: true,
  quote: true,
  onNote: true,
};

/** The default folder for Squall's state. */
export function defaultStateFolder(): string {
  const xdg = process.env.XDG_STATE_HOME;
  return join(xdg ? xdg : join(homedir(), '.local', 'state'), 'squall');
}

/**
 * Opens an exchange without sending anything. ccxt is loaded only here.
 * @throws {SquallError} exit 64: unknown exchange, type or base URL.
 */
export async function openExchange(options: ExchangeOptions): Promise<ExchangeFeed> {
  checkOptionNames('openExchange', options, OPTIONS);
  const { id, type = 'spot', baseUrl, isPaced = true, quote = null, onNote = () => undefined } = options;
  const { openExchangeFeed } = await import('../../feeds/exchange/exchange-feed.js');
  const feed = await openExchangeFeed({
    id,
    type,
    quote,
    maxBars: MOST_LIVE_BARS,
    clock: systemClock,
    rng: Math.random,
    stateFolder: options.stateFolder ?? defaultStateFolder(),
    warn: onNote,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(isPaced ? {} : { paceScale: 0 }),
  });
  const { gate } = feed.session;
  const stop = announcePauses(
    () => gate.state.pausedUntilMs,
    () => systemClock.wallMs(),
    onNote,
  );
  return {
    ...feed,
    close: async () => {
      stop();
      await feed.close();
    },
  };
}
