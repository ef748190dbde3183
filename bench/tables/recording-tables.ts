import { pageGoals } from '../page/page-goals.js';
import { rows } from './found.js';
import { ms, table } from './markdown.js';

export function recordingTable(): string {
  return table(
    [
      'markets×bars, scans',
      'sealed',
      'its candles alone',
      'growing',
      'scan ms',
      'keep it ms',
      'seal ms',
      'open ms',
      'replay ms',
    ],
    rows.recordings.map((row) => [
      `${row.markets}×${row.bars.toLocaleString('en')}, ${row.scans}`,
      ...[row.bytesPerCandle, row.candleBytesPerCandle, row.growingBytesPerCandle].map((bytes) =>
        bytes.toFixed(2),
      ),
      ...[row.scanMs, row.appendMs, row.sealMs, row.openMs, row.replayMs].map(ms),
    ]),
  );
}

export function pageTable(): string {
  return table(
    ['goal of the page', 'reached', 'measured'],
    rows.page.flatMap((row) =>
      pageGoals(row).map(({ text, reached, isReached }) => [text, isReached ? 'yes' : 'no', reached]),
    ),
  );
}
