import { BREAK, STATE } from './snapshot.js';
import type { SnapshotColumns } from './snapshot.js';

export type EventKind = 'entered' | 'left' | 'breakout';

/** An event at which a trader would want to stop. */
export interface ReplayEvent {
  readonly kind: EventKind;
  /** Index among the symbols of the source. */
  readonly market: number;
  /** The moment at which it is first seen. */
  readonly moment: number;
}

/**
 * Changes from one moment to the next: a market entered or left the ranking, or closed out of its range of 20
 * bars after it had been inside.
 */
export function eventsBetween(
  before: SnapshotColumns,
  after: SnapshotColumns,
  moment: number,
): ReplayEvent[] {
  const events: ReplayEvent[] = [];
  for (let market = 0; market < after.state.length; market++) {
    const was = before.state[market] === STATE.passed;
    const is = after.state[market] === STATE.passed;
    if (is && !was) events.push({ kind: 'entered', market, moment });
    if (was && !is) events.push({ kind: 'left', market, moment });
    if (breaksOut(after.breakout[market]) && before.breakout[market] === BREAK.none) {
      events.push({ kind: 'breakout', market, moment });
    }
  }
  return events;
}

function breaksOut(state: number): boolean {
  return state === BREAK.up || state === BREAK.down;
}

/** How many markets entered and left at each moment; null = not computed yet. */
export interface Density {
  readonly entered: number;
  readonly left: number;
}

export function densityOf(events: readonly ReplayEvent[]): Density {
  const count = (kind: EventKind): number => events.filter((event) => event.kind === kind).length;
  return { entered: count('entered'), left: count('left') };
}

/**
 * The nearest moment with an event after (or before) `from`; null = none is known.
 * @param market  only its events, including breakouts; null = markets that enter or leave the ranking
 */
export function nextEvent(
  byMoment: readonly (readonly ReplayEvent[] | undefined)[],
  from: number,
  direction: 1 | -1,
  market: number | null,
): number | null {
  for (let moment = from + direction; moment >= 0 && moment < byMoment.length; moment += direction) {
    const events = byMoment[moment] ?? [];
    if (events.some((event) => (market === null ? event.kind !== 'breakout' : event.market === market)))
      return moment;
  }
  return null;
}

/** What differs between two moments, however far apart: indices of markets. */
export interface Comparison {
  readonly entered: readonly number[];
  readonly left: readonly number[];
  /** In both rankings. */
  readonly stayed: readonly { readonly market: number; readonly from: number; readonly to: number }[];
}

export function compareMoments(a: SnapshotColumns, b: SnapshotColumns): Comparison {
  const ranked = (columns: SnapshotColumns): number[] =>
    [...columns.rank.keys()]
      .filter((market) => columns.rank[market] > 0)
      .sort((x, y) => columns.rank[x] - columns.rank[y]);
  const [before, after] = [ranked(a), ranked(b)];
  return {
    entered: after.filter((market) => a.rank[market] === 0),
    left: before.filter((market) => b.rank[market] === 0),
    stayed: after
      .filter((market) => a.rank[market] > 0)
      .map((market) => ({ market, from: a.rank[market], to: b.rank[market] })),
  };
}
