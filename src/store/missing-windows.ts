import { ANSWERS_OF_A_HOLE } from './holes.js';
import type { MarketManifest } from './market-manifest.js';
import type { Span } from './spans.js';
import { intersect, subtract, union } from './spans.js';

/** Parts of a span still to be fetched: those never requested, and gaps confirmed by only one answer. */
export function missingSpans({ asked, holes }: MarketManifest, span: Span): Span[] {
  const doubtful = holes.filter(({ answers }) => answers < ANSWERS_OF_A_HOLE);
  return union([...subtract([span], asked), ...intersect(doubtful, [span])]);
}

/** Windows of at most this many bars that cover the spans; adjacent ones are requested at once. */
export function windowsOver(spans: readonly Span[], timeframeMs: number, bars: number): Span[] {
  const windows: Span[] = [];
  const longestMs = bars * timeframeMs;
  for (const span of spans) {
    let { fromMs } = span;
    const last = windows.at(-1);
    if (last !== undefined) {
      const toMs = Math.min(span.toMs, last.fromMs + longestMs);
      if (toMs > fromMs) {
        windows[windows.length - 1] = { fromMs: last.fromMs, toMs };
        fromMs = toMs;
      }
    }
    for (; fromMs < span.toMs; fromMs += longestMs) {
      windows.push({ fromMs, toMs: Math.min(span.toMs, fromMs + longestMs) });
    }
  }
  return windows;
}
