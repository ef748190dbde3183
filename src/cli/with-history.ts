import type { HistorySource } from '../history/scan-history.js';
import { DEFAULT_COSTS } from '../library/edge.js';
import type { FeedHistory } from '../library/read-history.js';
import { readHistory } from '../library/read-history.js';
import type { SourceDescription } from '../market/feed.js';
import { sourceName } from '../market/invented-prices.js';
import { flagValue } from './flag-value.js';
import { notesOnStderr } from './notes.js';
import { parseInstant, parseNumberFrom } from './parse.js';
import type { ScanProgress } from './scan-progress.js';
import { withProgress } from './scan-progress.js';
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
  /** To be closed before anything is printed. */
  readonly progress: ScanProgress;
}

/**
 * Opens the source named on the command line, reads all of its bars up to `--to`, and closes it after the
 * work.
 */
export async function withHistory<Result>(
  options: VerbOptions,
  work: (history: OpenHistory) => Promise<Result>,
): Promise<Result> {
  return withProgress(options.settings, (progress) => openHistory(options, progress, work));
}

async function openHistory<Result>(
  { source: named, settings, flags }: VerbOptions,
  progress: ScanProgress,
  work: (history: OpenHistory) => Promise<Result>,
): Promise<Result> {
  const opened = await openSource(named, settings, { keepsAll: true, progress });
  try {
    progress.stage('candles');
    const { feed, timeframeMs } = opened;
    const { source, leftOut } = await readHistory(feed, {
      timeframeMs,
      asOfMs: flagValue(flags, 'to', parseInstant) ?? opened.asOfMs,
      ...(settings.quote === undefined ? {} : { quote: settings.quote }),
    });
    notifySourceWarnings(opened, settings);
    notifyLeftOut(leftOut, settings);
    progress.stage('computing');
    return await work({ source, timeframeMs, detail: detailOf(feed.source), progress });
  } finally {
    await opened.feed.close?.();
  }
}

/** An edge found in the simulated market is one that was planted there. */
function detailOf(source: SourceDescription): string {
  return source.kind === 'simulated'
    ? `simulated market, ${source.detail}, not real prices: breakouts are planted in them, and a screen finds what was planted`
    : sourceName(source);
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
