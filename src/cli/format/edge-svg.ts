import type { EdgeReport, HorizonReport } from '../../edge/edge-report.js';
import { signed } from '../../util/number-text.js';
import { describeMs } from '../parse.js';
import { roundNumbers } from './edge-charts.js';
import { escapeHtml } from './escape-html.js';

const WIDTH = 760;
const ROW = 22;
const LABELS = 250;
const RIGHT = 20;
const HEAD = 46;

interface Row {
  readonly label: string;
  readonly report: HorizonReport;
}

/**
 * The report as a picture: for each screen and horizon the raw mean return (hollow), and the excess over
 * controls with its 95 % interval (filled). Basis points, before costs.
 */
export function edgeSvg(report: EdgeReport): string {
  const rows = report.screens.flatMap(({ name, horizons }): Row[] =>
    horizons.flatMap((each) =>
      each.interval === null
        ? []
        : [{ label: `${name}, ${describeMs(each.horizonBars * report.data.timeframeMs)}`, report: each }],
    ),
  );
  const height = HEAD + Math.max(1, rows.length) * ROW + 30;
  const x = scaleOf(rows);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Excess of screens over controls">`,
    `<style>${STYLE}</style>`,
    `<rect class="back" width="${WIDTH}" height="${height}"/>`,
    `<text class="title" x="12" y="20">${escapeHtml(`${report.data.source}: what events earned, in basis points before costs`)}</text>`,
    `<circle class="raw" cx="18" cy="34" r="4"/><text x="28" y="38">raw return</text>`,
    `<circle class="excess" cx="118" cy="34" r="4"/><text x="128" y="38">in excess of comparable markets, 95 % interval</text>`,
    `<line class="zero" x1="${at(x(0))}" x2="${at(x(0))}" y1="${HEAD}" y2="${height - 24}"/>`,
    ...roundNumbers(...rangeOf(rows)).map(
      (bps) => `<text class="middle" x="${at(x(bps))}" y="${height - 8}">${signed(bps, 0)}</text>`,
    ),
    ...rows.flatMap((row, index) => rowLines(row, HEAD + (index + 0.5) * ROW, x)),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = [
  'text{font:12px system-ui,sans-serif;fill:#1c2330}',
  '.title{font-weight:600;font-size:13px}',
  '.middle{text-anchor:middle}.back{fill:#fff}.zero{stroke:#8a94a6;stroke-dasharray:3 3}',
  '.raw{fill:none;stroke:#8a94a6;stroke-width:2}.excess{fill:#1f6feb}.interval{stroke:#1f6feb;stroke-width:3}',
  '@media(prefers-color-scheme:dark){text{fill:#e6e9ef}.back{fill:#11151c}.excess{fill:#58a6ff}.interval{stroke:#58a6ff}}',
].join('');

/** Maps basis points to x coordinates. */
function scaleOf(rows: readonly Row[]): (bps: number) => number {
  const [low, high] = rangeOf(rows);
  return (bps) => LABELS + ((bps - low) / (high - low)) * (WIDTH - LABELS - RIGHT);
}

/** Basis points that include the widest interval and the raw return. */
function rangeOf(rows: readonly Row[]): [low: number, high: number] {
  const values = rows.flatMap(({ report: { interval, naive } }) => [
    bpsOf(interval?.low),
    bpsOf(interval?.high),
    bpsOf(naive?.mean),
  ]);
  return [Math.min(0, ...values), Math.max(1, ...values)];
}

function rowLines({ label, report }: Row, y: number, x: (bps: number) => number): string[] {
  const { interval, naive, excess } = report;
  const figures = `${signed(bpsOf(excess), 1)} (${signed(bpsOf(interval?.low), 1)} to ${signed(bpsOf(interval?.high), 1)})`;
  return [
    `<g><title>${escapeHtml(`${label}: ${figures}, ${report.verdict}`)}</title>`,
    `<text x="12" y="${at(y + 4)}">${escapeHtml(label)}</text>`,
    ...(naive === null ? [] : [`<circle class="raw" cx="${at(x(bpsOf(naive.mean)))}" cy="${at(y)}" r="4"/>`]),
    `<line class="interval" x1="${at(x(bpsOf(interval?.low)))}" x2="${at(x(bpsOf(interval?.high)))}" y1="${at(y)}" y2="${at(y)}"/>`,
    `<circle class="excess" cx="${at(x(bpsOf(excess)))}" cy="${at(y)}" r="4"/></g>`,
  ];
}

function bpsOf(fraction: number | null | undefined): number {
  return (fraction ?? 0) * 10_000;
}

function at(value: number): string {
  return value.toFixed(1);
}
