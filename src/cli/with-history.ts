import type { HistorySource } from '../history/scan-history.js';
import { DEFAULT_COSTS } from '../library/edge.js';
import type { FeedHistory } from '../library/read-history.js';
import { readHistory } from '../library/read-history.js';
import type { SourceDescription } from '../market/feed.js';
import { flagValue } from './flag-value.js';
import { notesOnStderr } from './notes.js';
import { parseInstant, parseNumberFrom } from './parse.js';
import type { Settings } from './settings.js';
import { notifySourceWarnings } from './source-warnings.js';
import { openSource } from './sources.js';
import type { VerbOptions } from './verb-options.js';

/** The candles named on the command line, as a history. */
export interface OpenHistory {
  readonly source: HistorySource;
  readonly timeframeMs: number;
  /** Their origin, in words. */
  readonly detail: string;
}

/**
 * Opens the source named on the command line, reads all of its bars up to `--to`, and closes it after the
 * work.
 */
export async function withHistory<Result>(
  { source: named, settings, flags }: VerbOptions,
  work: (history: OpenHistory) => Promise<Result>,
): Promise<Result> {
  const opened = await openSource(named, settings, { keepsAll: true });
  try {
    const { feed, timeframeMs } = opened;
    const { source, leftOut } = await readHistory(feed, {
      timeframeMs,
      asOfMs: flagValue(flags, 'to', parseInstant) ?? opened.asOfMs,
      ...(settings.quote === undefined ? {} : { quote: settings.quote }),
    });
    notifySourceWarnings(opened, settings);
    notifyLeftOut(leftOut, settings);
    return await work({ source, timeframeMs, detail: detailOf(feed.source) });
  } finally {
    await opened.feed.close?.();
  }
}

/** An edge found in the simulated market was planted there. */
function detailOf({ kind, detail }: SourceDescription): string {
  return kind === 'simulated'
    ? `simulated market, ${detail}, not real prices: breakouts are planted in them, and a screen finds what was planted`
    : detail;
}

/** Reports on stderr which markets a history leaves out. */
export function notifyLeftOut(leftOut: FeedHistory['leftOut'], settings: Settings): void {
  if (leftOut.length === 0) return;
  const [{ symbol, reason }] = leftOut;
  const count = leftOut.length === 1 ? 'One market is' : `${leftOut.length} markets are`;
  notesOnStderr(settings)(`${count} left out (${symbol}: ${reason})`);
}

/** `--costs`, a round trip in basis points, as a fraction. */
export function costsOf(flags: VerbOptions['flags']): number {
  const bps = flagValue(flags, 'costs', parseNumberFrom(0, 10_000));
  return bps === undefined ? DEFAULT_COSTS : bps / 10_000;
}
