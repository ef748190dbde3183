import type { ScanChanges } from '../../watch/changes.js';
import type { ScanDocument } from '../../scanner/scan-document.js';
import type { MarketResult } from '../../scanner/scan-result.js';
import { displaySymbol } from '../../market/symbol.js';
import { wrapWords } from './columns.js';
import { isoTime, signed } from './numbers.js';
import type { Paint } from './style.js';

/** An outage as a line of NDJSON and the status line tell it. */
export interface OutageReport {
  readonly code: string;
  readonly message: string;
  readonly attempt: number;
  readonly retryInMs: number;
  /** The last good scan, still shown; null = there was none yet. */
  readonly stale: { readonly asOfMs: number; readonly ageMs: number; readonly resultSha256: string } | null;
}

/** How a market has moved since the scan before: `new`, `▲2 +0.13`, `▼1 -0.40`, `=`. */
export function changeCell(market: MarketResult, changes: ScanChanges, paint: Paint): string {
  const change = changes.markets.get(market.symbol);
  if (change === undefined) return '';
  if (change.rankGain === null) {
    return changes.entered.includes(market.symbol) ? paint('green', 'new') : '';
  }
  const places =
    change.rankGain === 0 ? '=' : `${change.rankGain > 0 ? '▲' : '▼'}${Math.abs(change.rankGain)}`;
  const moved = change.scoreChange === null ? '' : signed(change.scoreChange, 2);
  const score = /[1-9]/.test(moved) ? ` ${moved}` : '';
  return change.rankGain < 0 ? paint('red', `${places}${score}`) : `${places}${score}`;
}

/** The lines above the table: what is watched, when the next scan is due, what has left. */
export function watchHeader(
  options: {
    readonly detail: string;
    readonly scans: number;
    readonly missed: number;
    readonly nextAtMs: number | null;
    readonly left: readonly string[];
    readonly outage: OutageReport | null;
  },
  width: number,
  paint: Paint,
): string[] {
  const { detail, scans, missed, nextAtMs, left, outage } = options;
  const facts = [
    `watching ${detail}`,
    `scan ${scans}`,
    ...(missed > 0 ? [`${missed} missed`] : []),
    ...(nextAtMs === null ? [] : [`next at ${isoTime(nextAtMs)}`]),
  ];
  const gone =
    left.length === 0
      ? []
      : [`left since the scan before: ${left.map((symbol) => displaySymbol(symbol)).join(', ')}`];
  return [
    ...wrapWords(facts, ' · ', width).map((line) => paint('bold', line)),
    ...gone.flatMap((line) => wrapWords(line.split(' '), ' ', width)).map((line) => paint('dim', line)),
    ...(outage === null ? [] : wrapWords(outageText(outage).split(' '), ' ', width)).map((line) =>
      paint('yellow', line),
    ),
  ];
}

/** One sentence: what is wrong, how old what is shown is, when it is tried again. */
export function outageText({ code, message, attempt, retryInMs, stale }: OutageReport): string {
  const shown =
    stale === null
      ? 'There is no scan to show yet'
      : `STALE: the scan shown is as of ${isoTime(stale.asOfMs)}, ${ageText(stale.ageMs)} ago`;
  return `${shown}. ${code}: ${message} Attempt ${attempt}, next in ${ageText(retryInMs)}.`;
}

/** 75,000 → `1:15`; below a minute `4 s`. */
export function ageText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = String(seconds % 60).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** A scan of a watch as one line of NDJSON. */
export function scanLine(document: ScanDocument, changes: ScanChanges, missed: number): string {
  const { entered, left } = changes;
  const moved = [...changes.markets.values()];
  return `${JSON.stringify({ type: 'scan', missed, changes: { entered, left, markets: moved }, ...document })}\n`;
}

/** An outage of a watch as one line of NDJSON. */
export function outageLine(report: OutageReport): string {
  const { code, message, attempt, retryInMs, stale } = report;
  const last =
    stale === null
      ? null
      : {
          asOf: new Date(stale.asOfMs).toISOString(),
          ageMs: Math.round(stale.ageMs),
          resultSha256: stale.resultSha256,
        };
  const line = {
    type: 'outage',
    schemaVersion: 1,
    error: { code, message },
    attempt,
    retryInMs: Math.round(retryInMs),
    stale: last,
  };
  return `${JSON.stringify(line)}\n`;
}
