import type { ReplayEvent } from '../../model/events.js';
import type { ReplayMoment } from '../../model/replay-source.js';
import type { Snapshot } from '../../model/snapshot.js';
import type { ChartMark } from './market-chart.js';

/** When a market entered and left the ranking, up to a moment. */
export function marksOf(
  market: number,
  events: readonly (readonly ReplayEvent[] | undefined)[],
  snapshots: readonly (Snapshot | undefined)[],
  moments: readonly ReplayMoment[],
  upTo: number,
  timeframeMs: number,
): ChartMark[] {
  const marks: ChartMark[] = [];
  for (let moment = 0; moment <= upTo; moment++) {
    for (const { kind, market: whose } of events[moment] ?? []) {
      if (whose !== market || kind === 'breakout') continue;
      const openTimeMs = Math.floor(moments[moment].asOfMs / timeframeMs - 1) * timeframeMs;
      marks.push({ openTimeMs, kind, text: `#${snapshots[moment]?.rank[market] ?? ''}` });
    }
  }
  return marks;
}
