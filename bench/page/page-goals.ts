import type { PageRow } from './measure-page.js';

export interface PageGoal {
  readonly text: string;
  readonly reached: string;
  readonly isReached: boolean;
}

/** Goals of the page, with results. */
export function pageGoals(row: PageRow): PageGoal[] {
  const { openMs, scansPerSecond, scrubMs, whatIfMs, bytesPerCandle, pageGzipBytes } = row;
  const kib = pageGzipBytes / 1024;
  const goals: readonly (readonly [text: string, reached: string, isReached: boolean])[] = [
    ['opens in ≤ 1.5 s', `${openMs.toFixed(0)} ms`, openMs <= 1500],
    ['scans ≥ 30 moments per second', scansPerSecond.toFixed(1), scansPerSecond >= 30],
    ['shows a chosen moment in ≤ 50 ms', `${scrubMs.toFixed(0)} ms`, scrubMs <= 50],
    ['what-if ≤ 16 ms per change', `${whatIfMs.toFixed(1)} ms`, whatIfMs <= 16],
    ['page without data ≤ 250 KB gzipped', `${kib.toFixed(0)} KB`, kib <= 250],
    ['file ≤ 8 bytes per candle', bytesPerCandle.toFixed(2), bytesPerCandle <= 8],
  ];
  return goals.map(([text, reached, isReached]) => ({ text, reached, isReached }));
}
