import { LANES } from '../kernels/engine/layout.js';
import type { MarketInfo } from '../market/market.js';
import { benchmarkSymbol } from '../scanner/universe.js';

/** Markets that are computed together and share a benchmark. */
export interface MarketBlock {
  readonly benchmark: number;
  /** Indices of its markets, at most 4. */
  readonly members: readonly number[];
}

/** The market's benchmark; 0 = none, as for BTC itself. */
export function benchmarkOf(market: MarketInfo, present: readonly string[]): number {
  const symbol = benchmarkSymbol(market);
  return market.symbol === symbol ? 0 : present.indexOf(symbol) + 1;
}

/** Blocks of up to 4 markets that share a benchmark. */
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
 * The bar buffer of each market: every market of a block has its own, and all blocks share the same ones. Benchmarks
 * have separate buffers because they are read before the other markets.
 */
export function slotsOf(blocks: readonly MarketBlock[], benchmarks: readonly number[]): number[] {
  const slots = lanesOf(blocks);
  for (const [index, market] of benchmarks.entries()) slots[market] = LANES + index;
  return slots;
}
