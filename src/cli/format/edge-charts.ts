import type { Distribution, PathPoint } from '../../edge/edge-report.js';
import { signed } from '../../util/number-text.js';
import { describeMs } from '../parse.js';

const WIDTH = 760;
const HEIGHT = 260;
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 16, 16, 44];

export const CHART_STYLE = [
  '.chart text{font:12px system-ui,sans-serif;fill:currentColor}.chart .middle{text-anchor:middle}.chart .end{text-anchor:end}',
  '.chart .axis{stroke:#8a94a6;stroke-dasharray:3 3}.chart .band{fill:var(--accent);opacity:.18}',
  '.chart .mean{fill:none;stroke:var(--accent);stroke-width:2}.chart .bar{fill:var(--accent);opacity:.75}.chart .end-bar{opacity:.35}',
].join('');

/** A point of a path that has a band. */
type BandedPoint = PathPoint & { readonly excess: number; readonly band: NonNullable<PathPoint['band']> };

/**
 * The mean price path around the entry, in excess of the controls, with each point's band; empty without
 * data.
 */
export function pathSvg(path: readonly PathPoint[], timeframeMs: number): string {
  const points = path.filter((point): point is BandedPoint => point.excess !== null && point.band !== null);
  if (points.length < 2) return '';
  const x = scale(points[0].bars, points[points.length - 1].bars, LEFT, WIDTH - RIGHT);
  const values = points.flatMap(({ band }) => [band.low, band.high]);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const y = scale(low, high, HEIGHT - BOTTOM, TOP);
  const line = points.map(({ bars, excess }) => `${at(x(bars))},${at(y(excess))}`).join(' ');
  const upper = points.map(({ bars, band }) => `${at(x(bars))},${at(y(band.high))}`);
  const lower = points.map(({ bars, band }) => `${at(x(bars))},${at(y(band.low))}`).reverse();
  return [
    open('Mean price around the entry, in excess of comparable markets, in basis points'),
    ...ticks(low, high, (bps) => y(bps / 10_000)),
    `<line class="axis" x1="${at(x(0))}" x2="${at(x(0))}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`,
    `<polygon class="band" points="${[...upper, ...lower].join(' ')}"/>`,
    `<polyline class="mean" points="${line}"/>`,
    ...[points[0], points[points.length - 1]].map(({ bars }, end) =>
      text(x(bars), HEIGHT - BOTTOM + 16, heldText(bars, timeframeMs), end === 0 ? 'start' : 'end'),
    ),
    text(x(0), HEIGHT - BOTTOM + 16, 'decided', 'middle'),
    text(WIDTH / 2, HEIGHT - 8, 'basis points of the entry, before and after the deciding bar', 'middle'),
    '</svg>',
  ].join('\n');
}

/** Distribution of the excess of single events. */
export function distributionSvg({ low, high, counts, median }: Distribution): string {
  const most = Math.max(...counts);
  const x = scale(low, high, LEFT, WIDTH - RIGHT);
  const y = scale(0, most, HEIGHT - BOTTOM, TOP);
  const width = (high - low) / counts.length;
  const isInside = (value: number): boolean => low < value && value < high;
  return [
    open('Excess of single events, in basis points'),
    ...counts.map((count, bin) => {
      const [from, to] = [x(low + bin * width), x(low + (bin + 1) * width)];
      const isEnd = bin === 0 || bin === counts.length - 1;
      return `<rect class="bar${isEnd ? ' end-bar' : ''}" x="${at(from + 0.5)}" width="${at(to - from - 1)}" y="${at(y(count))}" height="${at(HEIGHT - BOTTOM - y(count))}"/>`;
    }),
    ...[0, median]
      .filter(isInside)
      .map(
        (value) =>
          `<line class="axis" x1="${at(x(value))}" x2="${at(x(value))}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`,
      ),
    text(x(low), HEIGHT - BOTTOM + 16, `${bpsText(low)} and less`, 'start'),
    text(x(high), HEIGHT - BOTTOM + 16, `${bpsText(high)} and more`, 'end'),
    ...(isInside(0) ? [text(x(0), HEIGHT - BOTTOM + 16, '0', 'middle')] : []),
    text(LEFT - 8, y(most) + 4, String(most), 'end'),
    text(LEFT - 8, HEIGHT - BOTTOM + 4, '0', 'end'),
    text(WIDTH / 2, HEIGHT - 8, 'basis points in excess of comparable markets; events', 'middle'),
    '</svg>',
  ].join('\n');
}

function open(label: string): string {
  return `<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${label}">`;
}

const ANCHORS = { start: '', middle: ' class="middle"', end: ' class="end"' } as const;

function text(x: number, y: number, words: string, anchor: keyof typeof ANCHORS): string {
  return `<text${ANCHORS[anchor]} x="${at(x)}" y="${at(y)}">${words}</text>`;
}

/** Lines at round numbers of basis points. */
function ticks(low: number, high: number, y: (bps: number) => number): string[] {
  return roundNumbers(low * 10_000, high * 10_000).flatMap((bps) => [
    `<line class="axis" opacity=".5" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(bps))}" y2="${at(y(bps))}"/>`,
    text(LEFT - 8, y(bps) + 4, signed(bps, 0), 'end'),
  ]);
}

/** Multiples of 1, 2 or 5 times a power of ten between two numbers, at most seven. */
export function roundNumbers(from: number, to: number): number[] {
  let step = 1;
  for (let next = 0; (to - from) / step > 6; next++) step *= [2, 2.5, 2][next % 3];
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, i) => (first + i) * step);
}

function heldText(bars: number, timeframeMs: number): string {
  return bars < 0 ? `${describeMs(-bars * timeframeMs)} before` : `${describeMs(bars * timeframeMs)} after`;
}

function bpsText(fraction: number): string {
  return signed(fraction * 10_000, 0);
}

function scale(from: number, to: number, low: number, high: number): (value: number) => number {
  return (value) => low + ((value - from) / (to - from || 1)) * (high - low);
}

function at(value: number): string {
  return value.toFixed(1);
}
