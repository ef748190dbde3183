import { LANES } from '../kernels/engine/layout.js';
import type { MarketInfo } from '../market/market.js';
import { referenceSymbol } from '../scanner/universe.js';

/** Markets that are computed together: they are compared with the same one. */
export interface Group {
  readonly reference: number;
  /** Indices of its markets, at most four. */
  readonly members: readonly number[];
}

/** 0: compared with nothing, as BTC itself. */
export function referenceOf(market: MarketInfo, present: readonly string[]): number {
  const symbol = referenceSymbol(market);
  return market.symbol === symbol ? 0 : present.indexOf(symbol) + 1;
}

/** Markets of one reference, four at a time. */
export function groupsOf(references: readonly number[]): Group[] {
  const groups: Group[] = [];
  for (const reference of [...new Set(references)].sort((a, b) => a - b)) {
    const members = [...references.keys()].filter((index) => references[index] === reference);
    for (let first = 0; first < members.length; first += LANES) {
      groups.push({ reference, members: members.slice(first, first + LANES) });
    }
  }
  return groups;
}

/** Each market's lane in its group. */
export function lanesOf(groups: readonly Group[]): number[] {
  const lanes: number[] = [];
  for (const { members } of groups) for (const [lane, market] of members.entries()) lanes[market] = lane;
  return lanes;
}

/**
 * Buffers of bars for each market: a group's markets have one each, and those of other groups use the same. References
 * have their own, as they are read before the others.
 */
export function slotsOf(groups: readonly Group[], references: readonly number[]): number[] {
  const slots = lanesOf(groups);
  for (const [index, market] of references.entries()) slots[market] = LANES + index;
  return slots;
}
