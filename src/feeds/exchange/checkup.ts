import type { ExchangeFeed } from './exchange-feed.js';
import { ExchangeFailure } from './failure.js';
import type { BudgetUse } from './limits/gate.js';
import { fetchTickerBoard } from './ticker-board.js';
import { sampleUnits } from './unit-sample.js';
import type { UnitCheck } from './unit-sample.js';

/** What a few requests show about an exchange; null = it did not get that far. */
export interface Checkup {
  /** A pause or ban by the exchange, found on disk before anything was sent. */
  readonly stop: { readonly kind: 'pause' | 'ban'; readonly untilMs: number } | null;
  /** Time from sending to the complete answer, ms. */
  readonly rttMs: number | null;
  /** Exchange time minus ours, ms. */
  readonly skewMs: number | null;
  readonly markets: { readonly listed: number; readonly inUniverse: number } | null;
  readonly units: readonly UnitCheck[] | null;
  /** About the source as a whole: refreshing its list of markets failed. */
  readonly warnings: readonly string[];
  /** Weight in the current window by budget. */
  readonly budgets: Readonly<Record<string, BudgetUse>>;
  /** Header in which the exchange reports how much is used or left; null = none. */
  readonly usageHeader: string | null;
  readonly requests: number;
  /** What ended it early, or kept the market list from being refreshed. */
  readonly failure: ExchangeFailure | null;
}

/**
 * Time, market list, tickers, and a day of candles of three markets, one after another until one fails.
 * Nothing is sent during a pause or a ban.
 */
export async function checkUp(feed: ExchangeFeed): Promise<Checkup> {
  const { session } = feed;
  const { gate, description } = session;
  const stop = stopOf(feed);
  let rttMs: number | null = null;
  let markets: Checkup['markets'] = null;
  let units: Checkup['units'] = null;
  let failure = stop === null ? null : stopFailure(feed, stop);
  if (failure === null) {
    try {
      await session.learnTime();
      if (gate.stats.answered > 0) rttMs = gate.state.rttMs;
      const decisions = await feed.universe(false);
      const inside = decisions.filter(({ isIn }) => isIn).map(({ market }) => market);
      markets = { listed: decisions.length, inUniverse: inside.length };
      const listed = new Map(decisions.map(({ market }) => [market.symbol, market]));
      const sample = await sampleUnits(session, inside, await fetchTickerBoard(session, listed));
      units = sample.checks;
      failure = sample.failure;
    } catch (error) {
      if (!(error instanceof ExchangeFailure)) throw error;
      failure = error;
    }
  }
  if (rttMs === null && gate.stats.answered > 0) rttMs = gate.state.rttMs;
  const { headers } = description.costs;
  return {
    stop,
    rttMs,
    skewMs: session.client.clockSkewMs,
    markets,
    units,
    warnings: feed.warnings(),
    budgets: gate.state.budgets,
    usageHeader: headers === undefined ? null : 'used' in headers ? headers.used : headers.remaining,
    requests: gate.stats.sent,
    failure: failure ?? feed.listFailure(),
  };
}

function stopOf({ session }: ExchangeFeed): Checkup['stop'] {
  const { bannedUntilMs, pausedUntilMs } = session.gate.state;
  if (bannedUntilMs !== null) return { kind: 'ban', untilMs: bannedUntilMs };
  return pausedUntilMs === null ? null : { kind: 'pause', untilMs: pausedUntilMs };
}

function stopFailure(
  { session }: ExchangeFeed,
  { kind, untilMs }: NonNullable<Checkup['stop']>,
): ExchangeFailure {
  const { id } = session.options;
  const until = new Date(untilMs).toISOString();
  return kind === 'ban'
    ? new ExchangeFailure('HTTP_BAN', `${id} has banned this address until ${until}: nothing was sent.`, {
        untilMs,
      })
    : new ExchangeFailure('HTTP_RATE_LIMIT', `${id} asked for a pause until ${until}: nothing was sent.`, {
        untilMs,
      });
}
