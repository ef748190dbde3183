import type { Snapshot, SnapshotMetric } from './snapshot.js';
import { metricAt, STATE } from './snapshot.js';

export type SortKey = 'rank' | 'symbol' | 'score' | 'levelAtr' | 'breakout' | SnapshotMetric;

export interface Sorting {
  readonly key: SortKey;
  readonly descending: boolean;
}

export const BY_RANK: Sorting = { key: 'rank', descending: false };

/**
 * A click on a column: numbers start with the largest, names and ranks with the first; a second click
 * reverses the order.
 */
export function nextSorting(current: Sorting, key: SortKey): Sorting {
  if (current.key === key) return { key, descending: !current.descending };
  return { key, descending: key !== 'rank' && key !== 'symbol' };
}

export interface RankingView {
  readonly sorting: Sorting;
  /** Parts of a symbol, in any case. */
  readonly search: string;
  /** Only those that passed. */
  readonly passedOnly: boolean;
}

/**
 * Indices of the markets to show, in order. Markets without a value come last in either direction; ties in
 * the order of the ranking: passed, score, symbol.
 */
export function rankingOf(snapshot: Snapshot, symbols: readonly string[], view: RankingView): number[] {
  const wanted = view.search.trim().toUpperCase();
  const shown = [...snapshot.state.keys()].filter(
    (market) =>
      (view.passedOnly ? snapshot.state[market] === STATE.passed : snapshot.state[market] !== STATE.absent) &&
      (wanted === '' || symbols[market].toUpperCase().includes(wanted)),
  );
  const byRank = (a: number, b: number): number => compareByRank(snapshot, symbols, a, b);
  const { key, descending } = view.sorting;
  const sign = descending ? -1 : 1;
  if (key === 'rank') return shown.sort((a, b) => sign * byRank(a, b));
  if (key === 'symbol') return shown.sort((a, b) => sign * compareText(symbols[a], symbols[b]));
  const values = new Float64Array(snapshot.state.length);
  for (const market of shown) values[market] = valueOf(snapshot, key, market);
  return shown.sort((a, b) => compareValues(values[a], values[b], sign) || byRank(a, b));
}

function compareValues(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}

function compareByRank(snapshot: Snapshot, symbols: readonly string[], a: number, b: number): number {
  const { state, score } = snapshot;
  const passes = (market: number): number => Number(state[market] === STATE.passed);
  return (
    passes(b) - passes(a) || compareValues(score[a], score[b], -1) || compareText(symbols[a], symbols[b])
  );
}

function valueOf(snapshot: Snapshot, key: Exclude<SortKey, 'rank' | 'symbol'>, market: number): number {
  if (key === 'score' || key === 'levelAtr' || key === 'breakout') return snapshot[key][market];
  return metricAt(snapshot, key, market) ?? NaN;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Ranks gained since the moment before: positive = better; `new` = it was not ranked; null = it is not ranked
 * now, or the moment before is unknown.
 */
export function rankChange(before: Snapshot | null, now: Snapshot, market: number): number | 'new' | null {
  const rank = now.rank[market];
  if (rank === 0 || before === null) return null;
  return before.rank[market] === 0 ? 'new' : before.rank[market] - rank;
}
