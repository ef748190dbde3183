import type { EdgeReport, ScreenReport } from '../../edge/edge-report.js';
import { displaySymbol } from '../../market/symbol.js';
import { isoTime } from '../../util/iso-time.js';
import { counted, fixed, signed } from '../../util/number-text.js';
import { plainText } from '../../util/plain-text.js';
import { CHART_STYLE, distributionSvg, pathSvg } from './edge-charts.js';
import { edgeSvg } from './edge-svg.js';
import { dataSentences, horizonColumns, primaryOf, stabilityParts, summaryOf } from './edge-text.js';
import { escapeHtml } from './escape-html.js';

/** The report as a self-contained page: no script, nothing loaded from elsewhere. */
export function edgeHtml(report: EdgeReport): string {
  const title = `Edge of ${report.screens.map(({ name }) => name).join(', ')}`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${shown(title)}</title><style>${STYLE}${CHART_STYLE}</style></head><body><main>`,
    `<h1>${shown(title)}</h1>`,
    ...dataSentences(report).map((sentence) => `<p>${shown(sentence)}</p>`),
    `<figure>${plainText(edgeSvg(report))}</figure>`,
    ...report.screens.flatMap((screen) => screenSection(report, screen)),
    ...assumptions(report),
    '</main></body></html>',
    '',
  ].join('\n');
}

const STYLE = [
  ':root{color-scheme:light dark;--accent:#1f6feb;--line:#8a94a655}@media(prefers-color-scheme:dark){:root{--accent:#58a6ff}}',
  'body{font:15px/1.5 system-ui,sans-serif;margin:0}main{max-width:920px;margin:0 auto;padding:24px}',
  'h2{margin:40px 0 4px;border-top:1px solid var(--line);padding-top:24px}.verdict{font-weight:600;margin:0 0 8px}',
  'figure,.wide{margin:0 0 24px;overflow-x:auto}figcaption{font-weight:600;padding-bottom:6px}svg{width:100%;min-width:560px;max-width:760px;height:auto}',
  'table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:4px 12px 4px 0;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}',
  'th{white-space:normal;vertical-align:bottom}.prose td{white-space:normal;text-align:left;vertical-align:top}td.text,th.text{text-align:left}caption{text-align:left;font-weight:600;padding-bottom:6px}summary{font-weight:600;cursor:pointer;margin-bottom:8px}',
].join('');

function screenSection(report: EdgeReport, screen: ScreenReport): string[] {
  const primary = primaryOf(report, screen);
  if (primary === undefined) return [];
  const { timeframeMs } = report.data;
  const path = pathSvg(screen.path, timeframeMs);
  return [
    `<section><h2>${shown(screen.name)}</h2><p class="verdict">${primary.verdict}</p>`,
    `<p>${shown(summaryOf(report, screen, primary))}</p>`,
    ...horizonTable(report, screen),
    ...(path === ''
      ? []
      : [
          '<figure><figcaption>Path: mean price in excess of comparable markets, 95 % band of each point</figcaption>',
          `${path}</figure>`,
        ]),
    ...(screen.distribution === null
      ? []
      : [
          `<figure><figcaption>Single events: half of them between ${bps(screen.distribution.lowerQuartile)} and ${bps(screen.distribution.upperQuartile)} bps, the median at ${bps(screen.distribution.median)}</figcaption>`,
          `${distributionSvg(screen.distribution)}</figure>`,
        ]),
    ...stabilityList(screen),
    ...calibrationTable(screen),
    ...eventTable(screen),
    '</section>',
  ];
}

function horizonTable(report: EdgeReport, { horizons }: ScreenReport): string[] {
  const columns = horizonColumns(report).map(({ title, align, cell }) => ({
    title,
    isText: align === 'left',
    cell,
  }));
  return table(
    'By holding time',
    columns.map(({ title, isText }) => ({ title, isText })),
    horizons.map((horizon) => columns.map(({ cell }) => cell(horizon))),
  );
}

function stabilityList(screen: ScreenReport): string[] {
  const parts = stabilityParts(screen);
  if (parts.length === 0) return [];
  return [`<p>The same by parts, in basis points: ${shown(parts.join(', '))}.</p>`];
}

function calibrationTable({ calibration }: ScreenReport): string[] {
  if (calibration.length === 0) return [];
  return table(
    'Do higher scores beat comparable markets more often?',
    ['score', 'events', 'dates', 'beat comparable markets', '95 % interval'].map((title) => ({
      title,
      isText: false,
    })),
    calibration.map(({ lowScore, highScore, events, dates, share, interval }) => [
      `${fixed(lowScore, 2)} … ${fixed(highScore, 2)}`,
      String(events),
      String(dates),
      `${fixed(share * 100, 0)} %`,
      `${fixed(interval.low * 100, 0)} … ${fixed(interval.high * 100, 0)} %`,
    ]),
  );
}

function eventTable({ newestEvents, horizons, name }: ScreenReport): string[] {
  if (newestEvents.length === 0) return [];
  const compared = Math.max(...horizons.map(({ events }) => events));
  const which =
    newestEvents.length < compared
      ? `The newest ${newestEvents.length} events (squall history --preset ${name} lists all)`
      : 'All events';
  const right = { isText: false };
  return [
    `<details><summary>${shown(which)}</summary>`,
    ...table(
      '',
      [
        { title: 'decided', isText: true },
        { title: 'market', isText: true },
        { title: 'score', ...right },
        { title: 'earned bps', ...right },
        { title: 'comparable', ...right },
        { title: 'markets', ...right },
        { title: 'excess', ...right },
      ],
      [...newestEvents]
        .reverse()
        .map(({ symbol, timeMs, score, earned, controlsEarned, controls }) => [
          isoTime(timeMs),
          displaySymbol(symbol),
          fixed(score, 2),
          bps(earned),
          bps(controlsEarned),
          String(controls),
          bps(earned - controlsEarned),
        ]),
    ),
    '</details>',
  ];
}

function assumptions({ data, method, anyBetterP }: EdgeReport): string[] {
  const rows: readonly (readonly [string, string])[] = [
    [
      'Data',
      `${data.source}, ${counted(data.markets, 'market')}, ${isoTime(data.fromMs)} to ${isoTime(data.toMs)}`,
    ],
    ['Universe', `as in the data; ${counted(data.endedMarkets, 'market')} ended early, and are kept`],
    ['Data id', data.id],
    ['Entry and exit', 'next open; close of the last bar held; simple returns'],
    ['Controls', 'same third of 24 h turnover and of ATR over price at that moment, not selected recently'],
    [
      'Episodes',
      `a market that passed within ${counted(method.quietBars, 'bar')} starts no new one, and is not a control`,
    ],
    ['Costs', `${fixed(method.costs * 10_000, 1)} bps per round trip`],
    ['Tests', `${method.triedNow} now, ${method.triedBefore} on this data before`],
    ['Is any of them better than none', anyBetterP === null ? '–' : `p ${fixed(anyBetterP, 3)}`],
    [
      'Bootstrap',
      `${method.resamples} resamples, blocks of ${method.meanBlockBars} bars on average, seed ${method.seed}`,
    ],
  ];
  return [
    '<h2>Method and data</h2>',
    '<div class="wide"><table class="prose">',
    ...rows.map(([name, value]) => `<tr><td>${shown(name)}</td><td>${shown(value)}</td></tr>`),
    '</table></div>',
  ];
}

interface Heading {
  readonly title: string;
  readonly isText: boolean;
}

function table(
  caption: string,
  headings: readonly Heading[],
  rows: readonly (readonly string[])[],
): string[] {
  const cells = (row: readonly string[], tag: 'td' | 'th'): string =>
    `<tr>${row.map((cell, column) => `<${tag}${headings[column].isText ? ' class="text"' : ''}>${shown(cell)}</${tag}>`).join('')}</tr>`;
  return [
    `<div class="wide"><table>${caption === '' ? '' : `<caption>${shown(caption)}</caption>`}`,
    cells(
      headings.map(({ title }) => title),
      'th',
    ),
    ...rows.map((row) => cells(row, 'td')),
    '</table></div>',
  ];
}

/** Untrusted text in the page. */
function shown(text: string): string {
  return escapeHtml(plainText(text));
}

function bps(fraction: number): string {
  return signed(fraction * 10_000, 1);
}
