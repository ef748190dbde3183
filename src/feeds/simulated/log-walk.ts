import { hashAt } from '../../util/rng.js';
import { factorTable, normalFromBits } from './numeric.js';
import type { MarketProfile } from './simulated-markets.js';
import { BARS_PER_SEGMENT, SEGMENTS_PER_DAY, WORLD_SEGMENTS } from './world.js';

/** Random streams of one market; each is the market's key with one of these mixed in. */
const STEP_STREAM = 0x5354_4550;
const DAY_STREAM = 0x4441_5953;
const SEGMENT_STREAM = 0x424c_4f43;
const BAR_STREAM = 0x4241_5253;

/** How volatile a day, and two hours within it, are. */
const DAY_FACTORS = factorTable(0.45);
const SEGMENT_FACTORS = factorTable(0.3);

/** One bar in 24 is a jump of three times the usual size: returns have fat tails. */
const JUMP_BYTE = 11;
const JUMP_SIZE = 3;
const SEGMENT_SPREAD = Math.sqrt(BARS_PER_SEGMENT);

/**
 * A market's own log price, without BTC and without planted events: at segment boundaries by a walk from the
 * start of the world, within a segment by a path bridged between the two.
 */
export interface LogWalk {
  /** Log price at the start of each segment, and at the end of the last. */
  readonly boundaries: Float64Array;
  /** Deviation of a bar's log return in each segment. */
  readonly sigmas: Float64Array;
}

export function createLogWalk(): LogWalk {
  return { boundaries: new Float64Array(WORLD_SEGMENTS + 1), sigmas: new Float64Array(WORLD_SEGMENTS) };
}

/** Walks one market from the start of the world to the end of `lastSegment`, overwriting the walk. */
export function walkInto(walk: LogWalk, market: MarketProfile, lastSegment: number): void {
  const { boundaries, sigmas } = walk;
  const { key, memory, bleed, barSigma, firstBar } = market;
  const stepKey = key ^ STEP_STREAM;
  const dayKey = key ^ DAY_STREAM;
  const segmentKey = key ^ SEGMENT_STREAM;
  boundaries[0] = 0;
  let today = 1;
  let tomorrow = DAY_FACTORS[hashAt(dayKey, 0) & 255];
  for (let segment = 0; segment <= lastSegment; segment++) {
    const segmentOfDay = segment % SEGMENTS_PER_DAY;
    if (segmentOfDay === 0) {
      today = tomorrow;
      tomorrow = DAY_FACTORS[hashAt(dayKey, segment / SEGMENTS_PER_DAY + 1) & 255];
    }
    const mood = today + (tomorrow - today) * (segmentOfDay / SEGMENTS_PER_DAY);
    let sigma = barSigma * mood * SEGMENT_FACTORS[hashAt(segmentKey, segment) & 255];
    if (firstBar >= 0) sigma *= listingExcitement(segment - firstBar / BARS_PER_SEGMENT);
    sigmas[segment] = sigma;
    boundaries[segment + 1] =
      boundaries[segment] * memory -
      bleed +
      sigma * SEGMENT_SPREAD * normalFromBits(hashAt(stepKey, segment));
  }
}

/** A new market is three times as volatile as later, and calms down within days. */
function listingExcitement(segmentsSinceListing: number): number {
  return segmentsSinceListing < 0 ? 3 : 1 + 2 / (1 + segmentsSinceListing / 6);
}

/**
 * The log prices at the bar closes of one segment; the last is exactly the boundary to the next segment.
 * @param out  receives BARS_PER_SEGMENT values from `offset`.
 */
export function bridgeInto(
  out: Float64Array,
  offset: number,
  walk: LogWalk,
  key: number,
  segment: number,
): void {
  const begin = walk.boundaries[segment];
  const end = walk.boundaries[segment + 1];
  const sigma = walk.sigmas[segment];
  const barKey = key ^ BAR_STREAM;
  let path = 0;
  for (let i = 0; i < BARS_PER_SEGMENT; i++) {
    const bits = hashAt(barKey, segment * BARS_PER_SEGMENT + i);
    const size = Math.imul(bits, 0x9e37_79b1) >>> 24 < JUMP_BYTE ? sigma * JUMP_SIZE : sigma;
    path += size * normalFromBits(bits);
    out[offset + i] = path;
  }
  // Tilt the path so that it ends where the next segment starts.
  const tilt = (begin + path - end) / BARS_PER_SEGMENT;
  for (let i = 0; i < BARS_PER_SEGMENT - 1; i++) out[offset + i] += begin - tilt * (i + 1);
  out[offset + BARS_PER_SEGMENT - 1] = end;
}
