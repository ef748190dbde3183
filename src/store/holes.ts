import type { Hole } from './market-manifest.js';
import type { Span } from './spans.js';
import { intersect, subtract, union } from './spans.js';

/** Number of runs that must see a gap before it counts as the market's, not an answer's. */
export const ANSWERS_OF_A_HOLE = 2;

/** Spans of a window in which no row opens. @param openTimeMs  in order, inside the window. */
export function absentSpans(openTimeMs: Float64Array, window: Span, timeframeMs: number): Span[] {
  const there: Span[] = [];
  for (const fromMs of openTimeMs) {
    const last = there.at(-1);
    if (last?.toMs === fromMs) there[there.length - 1] = { fromMs: last.fromMs, toMs: fromMs + timeframeMs };
    else there.push({ fromMs, toMs: fromMs + timeframeMs });
  }
  return subtract([window], there);
}

/** The gaps after an answer to a window, of which `absent` has no bar. */
export function mergeHoles(holes: readonly Hole[], window: Span, absent: readonly Span[]): Hole[] {
  const confirmed = holes.flatMap((hole) =>
    intersect([hole], absent).map((span) => ({ ...span, answers: hole.answers + 1 })),
  );
  const fresh = subtract(absent, union(holes)).map((span) => ({ ...span, answers: 1 }));
  const outside = holes.flatMap((hole) =>
    subtract([hole], [window]).map((span) => ({ ...span, answers: hole.answers })),
  );
  return joined([...outside, ...confirmed, ...fresh].sort((a, b) => a.fromMs - b.fromMs));
}

function joined(holes: readonly Hole[]): Hole[] {
  const merged: Hole[] = [];
  for (const { fromMs, toMs, answers } of holes) {
    const last = merged.at(-1);
    const isVerified = (count: number): boolean => count >= ANSWERS_OF_A_HOLE;
    const isSame = last?.answers === answers || (last && isVerified(last.answers) && isVerified(answers));
    if (last?.toMs === fromMs && isSame) {
      merged[merged.length - 1] = { fromMs: last.fromMs, toMs, answers: Math.min(last.answers, answers) };
    } else merged.push({ fromMs, toMs, answers });
  }
  return merged;
}
