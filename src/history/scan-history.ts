import type { MissingPolicy } from '../filters/filter.js';
import { shownValue } from '../util/plain-text.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import type { HistoryChunk } from './history-columns.js';
import type { HistoryRequest } from './history-request.js';
import { HistoryRun } from './history-run.js';

export type { HistoryChunk, HistoryMetric, MetricColumns } from './history-columns.js';
export { BREAKOUT } from './history-columns.js';
export type { HistoryRequest } from './history-request.js';
export { historyOfSeries } from './history-source.js';
export type { BarColumns, HistoryMarket, HistorySource } from './history-source.js';

const OPTIONS: OptionTable<HistoryRequest> = {
  source: true,
  preset: true,
  missing: true,
  engine: true,
  bars: true,
  metrics: true,
  chunkBars: true,
};

/**
 * Computes all metrics, filters and the score for every bar of a history as of that bar's close, in one pass over
 * chunks of bars of all markets. A value depends only on its own and earlier bars. Memory is bounded by the chunk,
 * whatever the length; the yielded arrays are overwritten by the next chunk and released at the end, so copy what you
 * want to keep.
 * @throws {TypeError} if `missing` does not set both policies.
 * @throws {RangeError} if bars or chunkBars is not ≥ 1. Errors of the source are passed on.
 * @throws {SquallError} USAGE: unknown option; MEM_PRESSURE: a chunk of more than 1 GiB; KERNEL_CANARY: a kernel wrote
 *   out of bounds, and the chunk is not yielded.
 */
export async function* scanHistory(request: HistoryRequest): AsyncGenerator<HistoryChunk, void, undefined> {
  checkOptionNames('scanHistory', request, OPTIONS);
  checkPolicy(request.missing);
  const history = new HistoryRun(request);
  try {
    for (let chunk = 0; chunk < history.chunkCount; chunk++) {
      const { firstBar, endBar } = history.rangeOf(chunk);
      const isLast = chunk === history.chunkCount - 1;
      const nextEndBar = isLast ? endBar : history.rangeOf(chunk + 1).endBar;
      await request.source.prepare?.(firstBar, endBar, nextEndBar);
      yield history.scanChunk(chunk);
    }
  } finally {
    history.dispose();
    await request.source.release?.();
  }
}

/** Without this check, an omitted policy would count as 'skip'. */
function checkPolicy(missing: unknown): void {
  const { all, liveOnly } = (missing ?? {}) as Partial<MissingPolicy>;
  if ([all, liveOnly].every((choice) => choice === 'fail' || choice === 'skip')) return;
  throw new TypeError(
    `Expected \`missing\` such as { all: 'fail', liveOnly: 'skip' }, got ${shownValue(missing)}`,
  );
}
