import { inventedPrices, sourceName } from '../../market/invented-prices.js';
import type { MarketResult } from '../../scanner/scan-result.js';
import type { ScanDocument } from '../../scanner/scan-document.js';
import { parseTimeframe } from '../../market/timeframe.js';
import { jsonOf, plainText } from '../../util/plain-text.js';
import { presetLabel } from './preset-label.js';
import { realPricesStep } from './real-prices.js';
import type { CellContext } from './scan-cells.js';
import { scanColumns } from './scan-columns.js';
import { paintFor } from './style.js';

/** One document, indented: diffs of two scans stay readable. */
export function jsonText(document: unknown): string {
  return `${jsonOf(document, 2)}\n`;
}

/** One document in one line. */
export function compactJsonText(document: unknown): string {
  return `${jsonOf(document)}\n`;
}

/**
 * One line per market, each with the scan's as-of time, timeframe, preset, source and hash, so that lines of many scans
 * can be mixed.
 */
export function ndjsonText(document: ScanDocument): string {
  const { asOf, timeframe, resultSha256 } = document;
  const preset = presetLabel(document.preset);
  const scan = { asOf, timeframe, preset, source: sourceName(document.source), resultSha256 };
  return document.markets.map((market) => `${jsonOf({ ...scan, ...market })}\n`).join('');
}

/**
 * A headline and a table with the terminal's columns.
 * @param empty  text for a scan in which no market passed
 */
export function markdownText(
  document: ScanDocument,
  chosen?: readonly string[],
  empty: readonly string[] = [],
): string {
  const { markets, asOf, counts, onMissing } = document;
  const { source } = document;
  const context: CellContext = {
    paint: paintFor('never'),
    timeframeMs: parseTimeframe(document.timeframe),
    onMissing,
  };
  const columns = scanColumns(chosen, markets, context);
  const line = (texts: readonly string[]): string => `| ${texts.map(markdownCell).join(' | ')} |\n`;
  const cells = (market: MarketResult): string[] => columns.map(({ cell }) => cell(market, context));
  const where = `${markdownCell(sourceName(source))}, preset ${markdownCell(presetLabel(document.preset))}`;
  const title = `**Squall** ${where}, as of ${asOf}, ${counts.passed} of ${counts.listed} passed\n\n`;
  const step = realPricesStep(source);
  return [
    title,
    step === null ? '' : `> ${markdownCell(step)}\n\n`,
    ...(empty.length === 0 ? [] : [`${empty.map(markdownCell).join('\n')}\n\n`]),
    line(columns.map(({ title: titleOf }) => titleOf(context.timeframeMs))),
    `|${columns.map(({ align }) => (align === 'right' ? '--:' : ':--')).join('|')}|\n`,
    ...markets.map((market) => line(cells(market))),
  ].join('');
}

/** Text that Markdown shows literally: no emphasis, link, autolinked address, HTML or end of a cell. */
function markdownCell(text: string): string {
  return plainText(text)
    .replaceAll('\n', ' ')
    .replace(/[\\`*_{}[\]<>()#!|~&$@]/g, (mark) => `\\${mark}`)
    .replace(/(https?|ftp|mailto):/gi, '$1\\:')
    .replace(/www\./gi, (name) => `${name.slice(0, 3)}\\.`);
}

/** freqtrade's RemotePairList document; freqtrade ignores other keys. */
export function pairlistText(document: ScanDocument): string {
  const note = inventedPrices(document.source);
  return jsonText({
    pairs: document.markets.map((market) => market.symbol),
    // Nothing changes between two bars.
    refresh_period: parseTimeframe(document.timeframe) / 1000,
    ...(note === null ? {} : { note }),
  });
}
