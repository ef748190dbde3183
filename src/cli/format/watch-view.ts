import type { ScanChanges } from '../../watch/changes.js';
import type { ScanDocument } from '../../scanner/scan-document.js';
import type { MarketResult } from '../../scanner/scan-result.js';
import { toPoints100 } from '../../scoring/score-scale.js';
import { displaySymbol } from '../../market/symbol.js';
import { wrapWords } from './columns.js';
import { jsonOf } from '../../util/plain-text.js';
import { signed } from '../../util/number-text.js';
import { isoTime } from '../../util/iso-time.js';
import type { Paint } from './style.js';

/** An outage as shown by a line of NDJSON and by the status line. */
export interface OutageReport {
  readonly code: string;
  readonly message: string;
  readonly attempt: number;
  readonly retryInMs: number;
  /** The last good scan, still shown; null = none yet. */
  readonly stale: { readonly asOfMs: number; readonly ageMs: number; readonly resultSha256: string } | null;
}

/** How a market has moved since the previous scan: `new`, `▲2 +1.3`, `▼1 -4.0`, `=`. */
export function changeCell(market: MarketResult, changes: ScanChanges, paint: Paint): string {
  const change = changes.markets.get(market.symbol);
  if (change === undefined) return '';
  if (change.rankGain === null) {
    return changes.entered.includes(market.symbol) ? paint('green', 'new') : '';
  }
  const arrow =
    change.rankGain === 0 ? '=' : `${change.rankGain > 0 ? '▲' : '▼'}${Math.abs(change.rankGain)}`;
  const moved = change.scoreChange === null ? '' : signed(toPoints100(change.scoreChange), 1);
  const score = /[1-9]/.test(moved) ? ` ${moved}` : '';
  return change.rankGain < 0 ? paint('red', `${arrow}${score}`) : `${arrow}${score}`;
}

export interface WatchHeader {
  readonly detail: string;
  readonly scans: number;
  readonly missed: number;
  /** null during an outage. */
  readonly nextAtMs: number | null;
  readonly left: readonly string[];
  /** The current problem; null = none. */
  readonly outage: string | null;
  /** Figures that change every second, padded to a fixed width; null if nothing is redrawn. */
  readonly live: string | null;
  /** The last note about something other than a scan. */
  readonly note: string | null;
}

/**
 * The lines above the table: what is watched, when the next scan is due, which markets left, what is wrong.
 */
export function watchHeader(
  { detail, scans, missed, nextAtMs, left, outage, live, note }: WatchHeader,
  width: number,
  paint: Paint,
): string[] {
  const facts = [
    `watching ${detail}`,
    `scan ${scans}`,
    ...(missed > 0 ? [`${missed} missed`] : []),
    ...(nextAtMs === null ? [] : [`next at ${isoTime(nextAtMs)}`]),
    ...(live === null ? [] : [live]),
  ];
  const gone =
    left.length === 0
      ? []
      : [`left since the previous scan: ${left.map((symbol) => displaySymbol(symbol)).join(', ')}`];
  const wrapped = (texts: readonly (string | null)[]): string[] =>
    texts.flatMap((text) => (text === null ? [] : wrapWords(text.split(' '), ' ', width)));
  return [
    ...wrapWords(facts, ' · ', width).map((line) => paint('bold', line)),
    ...wrapped(gone).map((line) => paint('dim', line)),
    ...wrapped([outage, note]).map((line) => paint('yellow', line)),
  ];
}

/**
 * `as of 1:05 ago, next in 42 s`, padded to a fixed width: lines below must not move. @param ageMs  null = no
 * scan yet
 */
export function liveFact(ageMs: number | null, leftMs: number): string {
  const age = ageMs === null ? [] : [`as of ${ageText(ageMs)} ago`];
  const next = leftMs > 0 ? `next in ${ageText(Math.ceil(leftMs / 1000) * 1000)}` : 'scanning now';
  return [...age, next].join(', ').padEnd('as of 1:02:03 ago, next in 1:02:03'.length);
}

/** One sentence without the figures that change every second: what is wrong, and what is shown meanwhile. */
export function standingOutage({ code, message, attempt, stale }: OutageReport): string {
  const shown =
    stale === null ? 'No scan to show yet' : `STALE: the scan shown is as of ${isoTime(stale.asOfMs)}`;
  return `${shown}. ${code}: ${message} Attempt ${attempt}.`;
}

/** One sentence: what is wrong, the age of the scan shown, and when the next attempt is due. */
export function outageText({ code, message, attempt, retryInMs, stale }: OutageReport): string {
  const shown =
    stale === null
      ? 'No scan to show yet'
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
  return `${jsonOf({ type: 'scan', missed, changes: { entered, left, markets: moved }, ...document })}\n`;
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
  return `${jsonOf(line)}\n`;
}
