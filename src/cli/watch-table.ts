import { systemClock } from '../platform/system-clock.js';
import type { scanDocument } from '../scanner/scan-document.js';
import type { ScanChanges } from '../watch/changes.js';
import type { WatchEvent } from '../watch/watch.js';
import { wrapWords } from './format/columns.js';
import { scanTable } from './format/scan-table.js';
import { paintFor } from './format/style.js';
import { terminalWidth } from './format/terminal.js';
import type { OutageReport, WatchHeader } from './format/watch-view.js';
import { changeCell, liveFact, outageText, standingOutage, watchHeader } from './format/watch-view.js';
import { LiveScreen } from './live-screen.js';
import { notesOnStderr } from './notes.js';
import type { Notify } from './notes.js';
import { writeStdout } from './output.js';
import type { ScanRun } from './scan-session.js';
import type { Settings } from './settings.js';
import type { VerbOptions } from './verb-options.js';

export interface ShownScan {
  readonly event: Extract<WatchEvent<ScanRun>, { kind: 'scan' }>;
  readonly run: ScanRun;
  readonly markets: ScanRun['result']['markets'];
  readonly document: ReturnType<typeof scanDocument>;
  readonly changes: ScanChanges;
  readonly scans: number;
  readonly profile: VerbOptions['profile'];
}

/** How a watch shows what happens. */
export interface WatchView {
  scan(shown: ShownScan): Promise<void>;
  outage(report: OutageReport): Promise<void>;
  /** Something that is no part of a scan: the exchange asked for a pause. */
  readonly note: Notify;
  close(): void;
}

const REDRAW_MS = 1_000;

/** On a terminal one view that is drawn anew every second, elsewhere a table after each scan and outages on stderr. */
export function tableView(settings: Settings): WatchView {
  const tell = notesOnStderr(settings);
  if (process.stdout.isTTY) return liveView(settings, new LiveScreen(process.stdout), tell);
  return {
    scan: async (shown) => {
      const { nextAtMs } = shown.event;
      await writeStdout(`${frameOf(shown, { nextAtMs, outage: null, live: null, note: null }, settings)}\n`);
    },
    outage: async (report) => tell(outageText(report)),
    note: tell,
    close: () => undefined,
  };
}

function liveView(settings: Settings, screen: LiveScreen, tell: Notify): WatchView {
  let shown: ShownScan | null = null;
  let outage: { readonly report: OutageReport; readonly sinceMs: number } | null = null;
  let note: string | null = null;
  const draw = (): void => {
    const nowMs = shown?.run.source.feed.nowMs?.() ?? null;
    const retryInMs =
      outage === null ? null : outage.report.retryInMs - (systemClock.nowMs() - outage.sinceMs);
    const live = liveFact(
      shown === null || nowMs === null ? null : nowMs - shown.event.asOfMs,
      retryInMs ?? (shown === null || nowMs === null ? 0 : shown.event.nextAtMs - nowMs),
    );
    const said = outage === null ? null : standingOutage(outage.report);
    const state = {
      nextAtMs: outage === null ? (shown?.event.nextAtMs ?? null) : null,
      outage: said,
      live,
      note,
    };
    screen.draw(shown === null ? waitingText(state, terminalWidth()) : frameOf(shown, state, settings));
  };
  const timer = setInterval(() => {
    if (screen.isOpen) draw();
  }, REDRAW_MS);
  timer.unref();
  return {
    scan: async (next) => {
      shown = next;
      outage = null;
      note = null;
      draw();
    },
    outage: async (report) => {
      outage = { report, sinceMs: systemClock.nowMs() };
      note = null;
      draw();
    },
    note: (text) => {
      if (!screen.isOpen) tell(text);
      else if (!settings.quiet) {
        note = text;
        draw();
      }
    },
    close: () => {
      clearInterval(timer);
      screen.close();
    },
  };
}

/** Before there is a scan. */
function waitingText(
  { outage, live, note }: Pick<WatchHeader, 'outage' | 'live' | 'note'>,
  width: number,
): string {
  const wrapped = (text: string | null): string[] =>
    text === null ? [] : wrapWords(text.split(' '), ' ', width);
  const lines = [...wrapped(outage), ...(live === null ? [] : [live]), ...wrapped(note)];
  return `${lines.join('\n')}\n`;
}

function frameOf(
  { run, event, changes, markets, scans, profile }: ShownScan,
  state: Pick<WatchHeader, 'nextAtMs' | 'outage' | 'live' | 'note'>,
  { color = 'auto', columns, legend }: Settings,
): string {
  const paint = paintFor(color);
  const width = terminalWidth();
  const header = watchHeader(
    { detail: run.result.source.detail, scans, missed: event.missed, left: changes.left, ...state },
    width,
    paint,
  );
  const table = scanTable(run.result, markets, {
    width,
    paint,
    engine: run.squall.engine,
    profile,
    traffic: run.traffic,
    fewerBars: run.source.fewerBars ?? null,
    columns,
    legend,
    filters: run.preset.filters,
    change: (market) => changeCell(market, changes, paint),
  });
  return `${header.join('\n')}\n\n${table}`;
}
