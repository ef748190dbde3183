/** Times [fromMs, toMs). */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export function overlap(a: Span, b: Span): Span | null {
  const fromMs = Math.max(a.fromMs, b.fromMs);
  const toMs = Math.min(a.toMs, b.toMs);
  return fromMs < toMs ? { fromMs, toMs } : null;
}

/** The union of all of them, in order, with touching ones merged. */
export function union(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last === undefined || span.fromMs > last.toMs) merged.push({ fromMs: span.fromMs, toMs: span.toMs });
    else merged[merged.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
  }
  return merged;
}

/** The parts of `spans` in none of `without`; both sorted, neither overlapping itself. */
export function subtract(spans: readonly Span[], without: readonly Span[]): Span[] {
  return spans.flatMap((span) => {
    const left: Span[] = [];
    let { fromMs } = span;
    for (const hole of without) {
      if (hole.toMs <= fromMs || hole.fromMs >= span.toMs) continue;
      if (hole.fromMs > fromMs) left.push({ fromMs, toMs: hole.fromMs });
      fromMs = hole.toMs;
    }
    if (fromMs < span.toMs) left.push({ fromMs, toMs: span.toMs });
    return left;
  });
}

/** The intersection; both sorted, neither overlapping itself. */
export function intersect(spans: readonly Span[], others: readonly Span[]): Span[] {
  return spans.flatMap((span) => others.flatMap((other) => overlap(span, other) ?? []));
}

/** Bars of a timeframe in all of them. */
export function barsIn(spans: readonly Span[], timeframeMs: number): number {
  return spans.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / timeframeMs, 0);
}
