import type { MarketResult } from '../../scanner/scan-result.js';
import type { ScanDocument } from '../../scanner/scan-document.js';
import type { Metrics } from '../../indicators/metrics.js';
import { letsThrough } from '../../filters/run-filters.js';
import { displaySymbol } from '../../market/symbol.js';
import { jsonOf, plainText } from '../../util/plain-text.js';
import { compactMoney, exactPrice, fixed, MISSING, signed } from '../../util/number-text.js';

/** One document, indented: diffs of two scans stay readable. */
export function jsonText(document: unknown): string {
  return `${jsonOf(document, 2)}\n`;
}

/** One market a line, each with the scan's as-of time and hash, so that lines of many scans can be mixed. */
export function ndjsonText(document: ScanDocument): string {
  const { asOf, resultSha256 } = document;
  return document.markets.map((market) => `${jsonOf({ asOf, resultSha256, ...market })}\n`).join('');
}

/** A header line and one market a line; an unknown value is an empty field. */
export function csvText(document: ScanDocument): string {
  const metricNames = Object.keys(document.markets[0]?.metrics ?? {}) as (keyof Metrics)[];
  const header = [
    'rank',
    'symbol',
    'passed',
    'score',
    'score100',
    'marketClass',
    ...metricNames,
    'failedFilters',
    'errors',
  ];
  const rows = document.markets.map((market) => [
    market.rank,
    displaySymbol(market.symbol, Infinity),
    market.passed,
    market.score,
    market.score100,
    market.marketClass,
    ...metricNames.map((name) => market.metrics[name]),
    market.filters
      .filter((filter) => !letsThrough(filter, document.onMissing))
      .map((filter) => filter.name)
      .join(' '),
    market.errors.map((error) => error.code).join(' '),
  ]);
  return csvLines([header, ...rows]);
}

export function csvLines(rows: readonly (readonly (string | number | boolean | null)[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\n`).join('');
}

/**
 * What a spreadsheet runs as a formula: = + - @, wide or small ones too, at the beginning of a text, or after what some
 * take for the end of a cell. The apostrophe before it makes it a text.
 */
const FORMULA = /(?<=^|[;\t\r\n])(?=\s*[=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20])/gu;

function csvField(value: string | number | boolean | null): string {
  if (value === null) return '';
  const text = String(value);
  const safe = typeof value === 'string' ? text.replace(FORMULA, "'") : text;
  // RFC 4180.
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function markdownText(document: ScanDocument): string {
  const cells = (market: MarketResult): string[] => [
    market.rank === null ? MISSING : String(market.rank),
    markdownCell(displaySymbol(market.symbol)),
    fixed(market.score, 2),
    exactPrice(market.metrics.price),
    signed(market.metrics.change24hPct, 1),
    compactMoney(market.metrics.turnover24h),
    fixed(market.metrics.surgeLong, 1),
    fixed(market.metrics.surgeShort, 1),
    market.metrics.breakout ?? MISSING,
  ];
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  const title = `**Squall** ${markdownCell(document.preset.name)}, as of ${document.asOf}, ${document.counts.passed} of ${document.counts.listed} passed\n\n`;
  const header = ['#', 'Symbol', 'Score', 'Price', '24h %', 'Turnover', 'Surge long', 'Surge short', 'Break'];
  const rule = '|--:|:--|--:|--:|--:|--:|--:|--:|:--|\n';
  return title + line(header) + rule + document.markets.map((market) => line(cells(market))).join('');
}

/** Text that Markdown shows as it is: no emphasis, link, address that becomes one, HTML or end of a cell. */
function markdownCell(text: string): string {
  return plainText(text)
    .replaceAll('\n', ' ')
    .replace(/[\\`*_{}[\]<>()#!|~&$@]/g, (mark) => `\\${mark}`)
    .replace(/(https?|ftp|mailto):/gi, '$1\\:')
    .replace(/www\./gi, (name) => `${name.slice(0, 3)}\\.`);
}

/** A TradingView watchlist: one `BASEQUOTE` a line, `.P` for perpetuals; the site adds the exchange. */
export function tradingViewText(document: ScanDocument): string {
  return document.markets
    .map((market) => `${tradingViewSymbol(displaySymbol(market.symbol, Infinity))}\n`)
    .join('');
}

function tradingViewSymbol(symbol: string): string {
  const [pair, settle] = symbol.split(':');
  return `${pair.replace('/', '')}${settle === undefined ? '' : '.P'}`;
}

/** freqtrade's RemotePairList document. */
export function pairlistText(document: ScanDocument): string {
  return jsonText({ pairs: document.markets.map((market) => market.symbol), refresh_period: 1800 });
}
