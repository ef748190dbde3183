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
 * All metrics, filters and the score for every bar of a history, as of that bar's close: one pass, a chunk of bars
 * of all markets at a time. Each value depends on bars up to its own alone. Memory is that of a chunk, whatever the
 * length; the yielded arrays are written again for the next chunk and given back at the end, so copy what is to stay.
 * @throws {TypeError} `missing` that does not say both. @throws {RangeError} bars or chunkBars not ≥ 1; whatever the source throws.
 * @throws {SquallError} USAGE: an option that does not exist; MEM_PRESSURE: a chunk of more than 1 GiB; KERNEL_CANARY: a kernel wrote where it must not; the
 *   chunk is not handed out.
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

/** What is not said would count as skipped. */
function checkPolicy(missing: unknown): void {
  const { all, liveOnly } = (missing ?? {}) as Partial<MissingPolicy>;
  if ([all, liveOnly].every((choice) => choice === 'fail' || choice === 'skip')) return;
  throw new TypeError(
    `Expected \`missing\` such as { all: 'fail', liveOnly: 'skip' }, got ${shownValue(missing)}`,
  );
}
