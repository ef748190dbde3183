import type { EdgeReport } from '../../src/edge/edge-report.js';
import { openCandles } from '../../src/library/node/sources.js';
import { DEFAULT_HORIZONS, edge } from '../../src/library/edge.js';
import { readHistory } from '../../src/library/read-history.js';
import { listPresets } from '../../src/presets/index.js';

/** All built-in presets on a file of real candles, corrected for each other. */
export async function edgeOfPresets(path: string): Promise<EdgeReport> {
  const { feed, timeframeMs, asOfMs } = await openCandles([path], { keepsAll: true });
  const { source } = await readHistory(feed, { timeframeMs, asOfMs });
  const screens = listPresets();
  return edge({ source, detail: feed.source.detail, screens, horizons: DEFAULT_HORIZONS, primary: 12 });
}

/** A section of docs/truth.md. */
export function edgeSection(reports: readonly EdgeReport[]): string[] {
  return [
    '',
    '## Edge',
    '',
    'What `squall edge` says of every built-in preset: excess over markets of the same turnover and volatility at the same moment,',
    'bought at the next open and held 12 bars, in basis points before costs. p is corrected for all presets and horizons of the file.',
    '',
    '| file | preset | episodes | dates | excess | 95 % interval | p corrected | found four times in five from | raw returns, t | verdict |',
    '|---|---|--:|--:|--:|--:|--:|--:|--:|---|',
    ...reports.flatMap(rows),
  ];
}

function rows({ data, screens, method }: EdgeReport): string[] {
  return screens.map(({ name, episodes, horizons }) => {
    const found = horizons.find(({ horizonBars }) => horizonBars === method.primaryBars);
    const { dates = 0, excess, interval, adjustedP, minimumDetectable, naive, verdict } = found ?? {};
    const cells = [
      data.source,
      name,
      episodes,
      dates,
      bps(excess),
      interval ? `${bps(interval.low)} to ${bps(interval.high)}` : '–',
      adjustedP?.toFixed(2) ?? '–',
      bps(minimumDetectable),
      naive ? `${bps(naive.mean)}, ${naive.t.toFixed(1)}` : '–',
      verdict,
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

function bps(fraction: number | null | undefined): string {
  return fraction === null || fraction === undefined ? '–' : (fraction * 10_000).toFixed(1);
}
