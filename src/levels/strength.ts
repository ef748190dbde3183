/** Weights of the four terms; together 1. */
const TOUCH_SHARE = 0.4;
const SPAN_SHARE = 0.2;
const VOLUME_SHARE = 0.2;
const HOLD_SHARE = 0.2;

/** Touches beyond this many add nothing. */
const FULL_TOUCHES = 5;
/** A level with a fifth of the closes beyond it holds nothing. */
const PIERCE_FACTOR = 5;

const CASCADE_STEP = 0.05;
const MAX_CASCADE_BONUS = 0.2;

export interface LevelEvidence {
  readonly touches: number;
  /** Time from the first to the last touch, as a share of the whole window, 0…1. */
  readonly spanShare: number;
  /** Mean volume of the touching bars over the mean of all; 0 without any volume. */
  readonly volumeRatio: number;
  /** Share of the bars since the first touch that closed beyond the level, 0…1. */
  readonly pierceShare: number;
  /** Bonus of round numbers and neighbouring levels, as a share of the remainder up to 1, 0…0.5. */
  readonly bonus: number;
}

/**
 * 0…1: how strongly the market has reacted to this price. The bonus fills part of the remainder up to 1: when
 * added and clipped, it made most levels equally strong.
 */
export function levelStrength({
  touches,
  spanShare,
  volumeRatio,
  pierceShare,
  bonus,
}: LevelEvidence): number {
  const shown =
    TOUCH_SHARE * Math.min(1, touches / FULL_TOUCHES) +
    SPAN_SHARE * Math.min(1, spanShare) +
    VOLUME_SHARE * Math.min(1, volumeRatio) +
    HOLD_SHARE * (1 - Math.min(1, PIERCE_FACTOR * pierceShare));
  return Math.min(1, shown + bonus * (1 - shown));
}

/** Bonus for `count` levels close together, including the level itself. */
export function cascadeBonus(count: number, neededLevels: number): number {
  return count >= neededLevels ? Math.min(MAX_CASCADE_BONUS, CASCADE_STEP * count) : 0;
}
