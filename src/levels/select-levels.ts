import type { Level } from './level.js';

/**
 * The levels enclosing the price; null if there is none on that side. A level at the price itself is below.
 */
export interface NearestLevels {
  readonly below: Level | null;
  readonly above: Level | null;
}

/** The nearest level on either side of the price, whatever its strength. */
export function nearestLevels(levels: readonly Level[]): NearestLevels {
  let below: Level | null = null;
  let above: Level | null = null;
  for (const level of levels) {
    if (level.distanceAtr > 0) {
      if (above === null || level.distanceAtr < above.distanceAtr) above = level;
    } else if (below === null || level.distanceAtr > below.distanceAtr) {
      below = level;
    }
  }
  return { below, above };
}

const STRONGEST = 5;

/** The strongest levels, strongest first, wherever the price is. */
export function strongestLevels(levels: readonly Level[], count = STRONGEST): Level[] {
  return [...levels].sort((a, b) => b.strength - a.strength || a.price - b.price).slice(0, count);
}
