import { LANES } from '../kernels/engine/layout.js';
import type { MarketInfo } from '../market/market.js';
import { benchmarkSymbol } from '../scanner/universe.js';

/** Markets that are computed together: they are compared with the same one. */
export interface MarketBlock {
  readonly benchmark: number;
  /** Indices of its markets, at most four. */
  readonly members: readonly number[];
}

/** 0: compared with nothing, as BTC itself. */
export function benchmarkOf(market: MarketInfo, present: readonly string[]): number {
  const symbol = benchmarkSymbol(market);
  return market.symbol === symbol ? 0 : present.indexOf(symbol) + 1;
}

/** Markets of one benchmark, four at a time. */
export function blocksOf(benchmarks: readonly number[]): MarketBlock[] {
  const blocks: MarketBlock[] = [];
  for (const benchmark of [...new Set(benchmarks)].sort((a, b) => a - b)) {
    const members = [...benchmarks.keys()].filter((index) => benchmarks[index] === benchmark);
    for (let first = 0; first < members.length; first += LANES) {
      blocks.push({ benchmark, members: members.slice(first, first + LANES) });
    }
  }
  return blocks;
}

/** Each market's lane in its block. */
export function lanesOf(blocks: readonly MarketBlock[]): number[] {
  const lanes: number[] = [];
  for (const { members } of blocks) for (const [lane, market] of members.entries()) lanes[market] = lane;
  return lanes;
}

/**
 * Buffers of bars for each market: a block's markets have one each, and those of other blocks use the same. Benchmarks
 * have their own, as they are read before the others.
 */
export function slotsOf(blocks: readonly MarketBlock[], benchmarks: readonly number[]): number[] {
  const slots = lanesOf(blocks);
  for (const [index, market] of benchmarks.entries()) slots[market] = LANES + index;
  return slots;
}
