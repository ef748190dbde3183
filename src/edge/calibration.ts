import { wilsonInterval } from '../statistics/proportion.js';
import { excessOf } from './date-series.js';
import type { CalibrationBin } from './edge-report.js';
import type { MatchedEvent } from './matched-events.js';

const MOST_BINS = 10;
/** Smaller bins are uninformative. */
const LEAST_IN_BIN = 10;

/**
 * Shows whether higher scores do better: events sorted by score into up to ten bins of equal size. Events of one date
 * move together, so intervals use the number of dates in a bin instead of the number of events.
 */
export function calibrationOf(events: readonly MatchedEvent[]): CalibrationBin[] {
  const scored = events
    .filter(({ score }) => !Number.isNaN(score))
    .sort((a, b) => a.score - b.score || a.bar - b.bar || a.market - b.market);
  const bins = Math.min(MOST_BINS, Math.floor(scored.length / LEAST_IN_BIN));
  return Array.from({ length: bins }, (_, bin) => {
    const from = Math.floor((bin * scored.length) / bins);
    const to = Math.floor(((bin + 1) * scored.length) / bins);
    return binOf(scored.slice(from, to));
  });
}

function binOf(events: readonly MatchedEvent[]): CalibrationBin {
  const share = events.filter((event) => excessOf(event) > 0).length / events.length;
  const dates = new Set(events.map(({ bar }) => bar)).size;
  return {
    lowScore: events[0].score,
    highScore: events[events.length - 1].score,
    events: events.length,
    dates,
    share,
    interval: wilsonInterval(share * dates, dates),
  };
}
