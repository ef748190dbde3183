import type { Span } from '../spans.js';

/** The bars of a history, numbered from its first. */
export interface BarGrid {
  readonly timeframeMs: number;
  /** Open time of bar 0. */
  readonly firstOpenTimeMs: number;
}

/** Times of bars [firstBar, endBar). */
export function spanOf({ timeframeMs, firstOpenTimeMs }: BarGrid, firstBar: number, endBar: number): Span {
  return { fromMs: firstOpenTimeMs + firstBar * timeframeMs, toMs: firstOpenTimeMs + endBar * timeframeMs };
}
