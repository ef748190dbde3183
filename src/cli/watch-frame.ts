import type { Explanation } from '../library/explain.js';
import { sourceName } from '../market/invented-prices.js';
import { changesNeeded } from '../scanner/changes-needed.js';
import { wrapWords } from './format/columns.js';
import { explainText } from './format/explain-text.js';
import { scanTable } from './format/scan-table.js';
import type { Paint } from './format/style.js';
import { paintFor } from './format/style.js';
import { terminalWidth } from './format/terminal.js';
import type { WatchHeader } from './format/watch-view.js';
import { changeCell, watchHeader } from './format/watch-view.js';
import type { Settings } from './settings.js';
import { chosenMarkets } from './shown-markets.js';
import type { WatchChoice } from './watch-keys.js';
import { keysLine, sortOf } from './watch-keys.js';
import type { scanDocument } from '../scanner/scan-document.js';
import type { ScanChanges } from '../watch/changes.js';
import type { WatchEvent } from '../watch/watch.js';
import type { ScanRun } from './scan-session.js';
import type { VerbOptions } from './verb-options.js';

/** A scan of a watch, with everything shown with it. */
export interface ShownScan {
  readonly event: Extract<WatchEvent<ScanRun>, { kind: 'scan' }>;
  readonly run: ScanRun;
  readonly markets: ScanRun['result']['markets'];
  readonly document: ReturnType<typeof scanDocument>;
  readonly changes: ScanChanges;
  readonly scans: number;
  readonly profile: VerbOptions['profile'];
}

/** What is shown above a table besides the scan. */
type FrameState = Pick<WatchHeader, 'nextAtMs' | 'outage' | 'live' | 'note'>;

/** A scan with its markets in the order chosen by keys. */
export function inOrder(shown: ShownScan, settings: Settings, choice: WatchChoice): ShownScan {
  if (choice.sort === 0) return shown;
  const { result, preset } = shown.run;
  const sort = sortOf(choice, settings.sort);
  const ordered = sort === undefined ? settings : { ...settings, sort };
  return { ...shown, markets: chosenMarkets(result, ordered, preset.maxCandidates) };
}

/**
 * What the keys have chosen: the table in their order, or one market explained. @param choice  null = no keys
 */
export function chosenFrame(
  shown: ShownScan,
  state: FrameState,
  settings: Settings,
  choice: WatchChoice | null,
): string {
  if (choice === null) return frameOf(shown, state, settings);
  const paint = paintFor(settings.color ?? 'auto');
  const explained = choice.isExplained ? explanationOf(shown, choice.symbol) : null;
  const body =
    explained === null
      ? frameOf(inOrder(shown, settings, choice), state, settings, choice.symbol)
      : `${headerOf(shown, state, paint).join('\n')}\n\n${explainText(explained, { width: terminalWidth(), paint, isFull: false, isHinted: false })}`;
  return `${body}\n${paint('dim', keysLine(choice, settings.sort))}\n`;
}

/** null if the market has left. */
function explanationOf({ run: { result } }: ShownScan, symbol: string | null): Explanation | null {
  const market = result.markets.find((candidate) => candidate.symbol === symbol);
  if (market === undefined) return null;
  return {
    result,
    market,
    isAlone: false,
    origins: {},
    changesNeeded: changesNeeded(market, result.onMissing),
    notes: [],
  };
}

/** Shown before the first scan. */
export function waitingText(
  { outage, live, note }: Pick<WatchHeader, 'outage' | 'live' | 'note'>,
  width: number,
): string {
  const wrapped = (text: string | null): string[] =>
    text === null ? [] : wrapWords(text.split(' '), ' ', width);
  const lines = [...wrapped(outage), ...(live === null ? [] : [live]), ...wrapped(note)];
  return `${lines.join('\n')}\n`;
}

function headerOf({ run, event, changes, scans }: ShownScan, state: FrameState, paint: Paint): string[] {
  const detail = sourceName(run.result.source);
  return watchHeader(
    { detail, scans, missed: event.missed, left: changes.left, ...state },
    terminalWidth(),
    paint,
  );
}

/** One scan as shown. @param marked  symbol selected with the arrows */
export function frameOf(
  shown: ShownScan,
  state: FrameState,
  { color = 'auto', verbose = false, columns, legend }: Settings,
  marked: string | null = null,
): string {
  const { run, changes, markets, profile } = shown;
  const paint = paintFor(color);
  const width = terminalWidth();
  const header = headerOf(shown, state, paint);
  const table = scanTable(run.result, markets, {
    width,
    paint,
    engine: run.squall.engine,
    profile,
    traffic: run.traffic,
    fewerBars: run.source.fewerBars ?? null,
    verbose,
    columns,
    legend,
    filters: run.preset.filters,
    change: (market) => `${market.symbol === marked ? '◀ ' : ''}${changeCell(market, changes, paint)}`,
  });
  return `${header.join('\n')}\n\n${table}`;
}
