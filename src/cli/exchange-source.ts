import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ExchangeFeed } from '../feeds/exchange/exchange-feed.js';
import { systemClock } from '../platform/system-clock.js';
import { EXIT, SquallError } from '../util/squall-error.js';
import { notesOnStderr } from './notes.js';
import type { Tell } from './notes.js';
import { tellPauses } from './pause-notes.js';
import type { Settings } from './settings.js';

/** Bars kept of each market: a scan asks for so many at most. */
const MOST_BARS = 1_500;

/** Where Squall keeps what outlives it: `--state-dir`, else the XDG state folder. */
export function stateFolder({ stateDir }: Settings): string {
  const xdg = process.env.XDG_STATE_HOME;
  return stateDir ?? join(xdg ? xdg : join(homedir(), '.local', 'state'), 'squall');
}

/**
 * Opens the exchange that the settings name; nothing is sent yet. Until it is closed, pauses that it asks for are told.
 * ccxt is loaded here and nowhere else.
 * @param tell  of pauses, and of files that cannot be kept. @default on stderr
 * @throws {SquallError} exit 64: unknown exchange, type or base URL, or settings that do not go together.
 */
export async function openExchange(
  settings: Settings,
  tell: Tell = notesOnStderr(settings),
): Promise<ExchangeFeed> {
  const { exchange: id, type = 'spot', baseUrl, quote, bars, paceOff } = settings;
  if (id === undefined)
    throw new SquallError('USAGE', 'Expected --exchange with an id, got none', EXIT.usage);
  if (paceOff && baseUrl === undefined) {
    throw new SquallError(
      'USAGE',
      'Expected --pace-off only with --base-url: a real exchange bans who is too fast',
      EXIT.usage,
    );
  }
  if (bars !== undefined && bars > MOST_BARS) {
    throw new SquallError(
      'USAGE',
      `Expected at most ${MOST_BARS} --bars of an exchange, got ${bars}`,
      EXIT.usage,
    );
  }
  const { openExchangeFeed } = await import('../feeds/exchange/exchange-feed.js');
  const feed = await openExchangeFeed({
    id,
    type,
    quote: quote ?? null,
    maxBars: MOST_BARS,
    clock: systemClock,
    rng: Math.random,
    stateFolder: stateFolder(settings),
    warn: tell,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(paceOff ? { paceScale: 0 } : {}),
  });
  const { gate } = feed.session;
  const stopTelling = tellPauses(
    () => gate.state.pausedUntilMs,
    () => systemClock.wallMs(),
    tell,
  );
  return {
    ...feed,
    close: async () => {
      stopTelling();
      await feed.close();
    },
  };
}
