import type { EdgeReport, ScreenReport } from '../../edge/edge-report.js';
import { isoTime } from '../../util/iso-time.js';
import { counted, fixed } from '../../util/number-text.js';
import { plainText } from '../../util/plain-text.js';
import { edgeSvg } from './edge-svg.js';
import { edgeText } from './edge-text.js';
import { escapeHtml } from './escape-html.js';

/** Columns of the text in the page. */
const WIDTH = 160;

/** The report as a page of its own: no script, nothing from elsewhere. */
export function edgeHtml(report: EdgeReport): string {
  const title = plainText(`Edge of ${report.screens.map(({ name }) => name).join(', ')}`);
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>`,
    `<h1>${escapeHtml(title)}</h1>`,
    `<figure>${plainText(edgeSvg(report))}</figure>`,
    `<pre>${escapeHtml(plainText(edgeText(report, WIDTH)))}</pre>`,
    ...report.screens.flatMap(calibrationTable),
    ...assumptions(report),
    '</main></body></html>',
    '',
  ].join('\n');
}

const STYLE = [
  ':root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:0}',
  'main{max-width:1100px;margin:0 auto;padding:24px}figure,pre{margin:0 0 24px;overflow-x:auto}',
  'pre{font-size:12px;padding:12px;border:1px solid #8a94a655;border-radius:6px}',
  'table{border-collapse:collapse;margin-bottom:24px}td,th{padding:4px 12px;text-align:right;border-bottom:1px solid #8a94a655}',
  'caption{text-align:left;font-weight:600;padding-bottom:6px}svg{max-width:100%;height:auto}',
].join('');

function calibrationTable({ name, calibration }: ScreenReport): string[] {
  if (calibration.length === 0) return [];
  return [
    `<table><caption>${escapeHtml(plainText(name))}: do higher scores beat comparable markets more often?</caption>`,
    '<tr><th>score</th><th>events</th><th>dates</th><th>beat comparable markets</th><th>95 % interval</th></tr>',
    ...calibration.map(
      ({ lowScore, highScore, events, dates, share, interval }) =>
        `<tr><td>${fixed(lowScore, 2)} … ${fixed(highScore, 2)}</td><td>${events}</td><td>${dates}</td><td>${fixed(share * 100, 0)} %</td><td>${fixed(interval.low * 100, 0)} … ${fixed(interval.high * 100, 0)} %</td></tr>`,
    ),
    '</table>',
  ];
}

function assumptions({ data, method }: EdgeReport): string[] {
  const rows: readonly (readonly [string, string])[] = [
    [
      'Data',
      `${data.source}, ${counted(data.markets, 'market')}, ${isoTime(data.fromMs)} to ${isoTime(data.toMs)}`,
    ],
    ['Universe', `as in the data; ${counted(data.endedMarkets, 'market')} ended before they do, and stay in`],
    ['Data id', data.id],
    ['Entry and exit', 'next open; close of the last bar held; simple returns'],
    ['Controls', 'same third of 24 h turnover and of ATR over price at that moment, not picked lately'],
    ['Costs', `${fixed(method.costs * 10_000, 1)} bps per round trip`],
    ['Tests', `${method.triedNow} now, ${method.triedBefore} on these data before`],
    [
      'Bootstrap',
      `${method.resamples} resamples, blocks of ${method.meanBlockBars} bars on average, seed ${method.seed}`,
    ],
  ];
  return [
    '<table><caption>Basis</caption>',
    ...rows.map(
      ([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(plainText(value))}</td></tr>`,
    ),
    '</table>',
  ];
}
