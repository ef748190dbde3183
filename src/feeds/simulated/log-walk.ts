import { hashAt } from '../../util/rng.js';
import { factorTable, normalFromBits } from './numeric.js';
import type { MarketProfile } from './simulated-markets.js';
import { BARS_PER_BLOCK, BLOCKS_PER_DAY, WORLD_BLOCKS } from './world.js';

/** Streams of chance of one market; each is the market's key with one of these mixed in. */
const STEP_STREAM = 0x5354_4550;
const DAY_STREAM = 0x4441_5953;
const BLOCK_STREAM = 0x424c_4f43;
const BAR_STREAM = 0x4241_5253;

/** How restless a day, and two hours within it, are. */
const DAY_FACTORS = factorTable(0.45);
const BLOCK_FACTORS = factorTable(0.3);

/** One bar in 24 is a jump of three times the usual size: returns have fat tails. */
const JUMP_BYTE = 11;
const JUMP_SIZE = 3;
const BLOCK_SPREAD = Math.sqrt(BARS_PER_BLOCK);

/**
 * A market's own log price, without BTC and without planted events: at block boundaries by a walk from the beginning
 * of the world, within a block by a path bridged between the two.
 */
export interface LogWalk {
  /** Log price at the beginning of each block, and at the end of the last. */
  readonly boundaries: Float64Array;
  /** Deviation of a bar's log return in each block. */
  readonly sigmas: Float64Array;
}

export function createLogWalk(): LogWalk {
  return { boundaries: new Float64Array(WORLD_BLOCKS + 1), sigmas: new Float64Array(WORLD_BLOCKS) };
}

/** Walks one market from the beginning of the world to the end of `lastBlock`, over what the walk held before. */
export function walkInto(walk: LogWalk, market: MarketProfile, lastBlock: number): void {
  const { boundaries, sigmas } = walk;
  const { key, memory, bleed, barSigma, firstBar } = market;
  const stepKey = key ^ STEP_STREAM;
  const dayKey = key ^ DAY_STREAM;
  const blockKey = key ^ BLOCK_STREAM;
  boundaries[0] = 0;
  let today = 1;
  let tomorrow = DAY_FACTORS[hashAt(dayKey, 0) & 255];
  for (let block = 0; block <= lastBlock; block++) {
    const blockOfDay = block % BLOCKS_PER_DAY;
    if (blockOfDay === 0) {
      today = tomorrow;
      tomorrow = DAY_FACTORS[hashAt(dayKey, block / BLOCKS_PER_DAY + 1) & 255];
    }
    const mood = today + (tomorrow - today) * (blockOfDay / BLOCKS_PER_DAY);
    let sigma = barSigma * mood * BLOCK_FACTORS[hashAt(blockKey, block) & 255];
    if (firstBar >= 0) sigma *= listingExcitement(block - firstBar / BARS_PER_BLOCK);
    sigmas[block] = sigma;
    boundaries[block + 1] =
      boundaries[block] * memory - bleed + sigma * BLOCK_SPREAD * normalFromBits(hashAt(stepKey, block));
  }
}

/** A new market is three times as restless as it will be, and calms down within days. */
function listingExcitement(blocksSinceListing: number): number {
  return blocksSinceListing < 0 ? 3 : 1 + 2 / (1 + blocksSinceListing / 6);
}

/**
 * The log prices at the bar closes of one block; the last is exactly the boundary to the next block.
 * @param out  receives BARS_PER_BLOCK values from `offset`.
 */
export function bridgeInto(
  out: Float64Array,
  offset: number,
  walk: LogWalk,
  key: number,
  block: number,
): void {
  const begin = walk.boundaries[block];
  const end = walk.boundaries[block + 1];
  const sigma = walk.sigmas[block];
  const barKey = key ^ BAR_STREAM;
  let path = 0;
  for (let i = 0; i < BARS_PER_BLOCK; i++) {
    const bits = hashAt(barKey, block * BARS_PER_BLOCK + i);
    const size = Math.imul(bits, 0x9e37_79b1) >>> 24 < JUMP_BYTE ? sigma * JUMP_SIZE : sigma;
    path += size * normalFromBits(bits);
    out[offset + i] = path;
  }
  // Tilt the path so that it ends where the next block begins.
  const tilt = (begin + path - end) / BARS_PER_BLOCK;
  for (let i = 0; i < BARS_PER_BLOCK - 1; i++) out[offset + i] += begin - tilt * (i + 1);
  out[offset + BARS_PER_BLOCK - 1] = end;
}
