import { systemClock } from '../platform/system-clock.js';
import type { OutageReport } from './format/watch-view.js';
import { liveFact, outageText, standingOutage } from './format/watch-view.js';
import { terminalWidth } from './format/terminal.js';
import type { KeySource } from './key-input.js';
import { listenToKeys } from './key-input.js';
import { LiveScreen } from './live-screen.js';
import { notesOnStderr } from './notes.js';
import type { Notify } from './notes.js';
import { writeStdout } from './output.js';
import type { Settings } from './settings.js';
import { suspendJob } from './suspension.js';
import type { ShownScan } from './watch-frame.js';
import { chosenFrame, frameOf, inOrder, waitingText } from './watch-frame.js';
import { afterKey, NO_CHOICE } from './watch-keys.js';

/** How a watch shows events. */
export interface WatchView {
  scan(shown: ShownScan): Promise<void>;
  outage(report: OutageReport): Promise<void>;
  /** An event outside of scans: the exchange requested a pause. */
  readonly note: Notify;
  close(): void;
}

const REDRAW_MS = 1_000;

/** On a terminal one view redrawn every second; elsewhere a table after each scan, and outages on stderr. */
export function tableView(settings: Settings, quit: () => void): WatchView {
  const notify = notesOnStderr(settings);
  if (process.stdout.isTTY) {
    const surroundings = {
      screen: new LiveScreen(process.stdout),
      keys: process.stdin,
      quit,
      notify: notify,
    };
    return liveView(settings, surroundings);
  }
  return {
    scan: async (shown) => {
      const { nextAtMs } = shown.event;
      await writeStdout(`${frameOf(shown, { nextAtMs, outage: null, live: null, note: null }, settings)}\n`);
    },
    outage: async (report) => notify(outageText(report)),
    note: notify,
    close: () => undefined,
  };
}

export interface LiveSurroundings {
  readonly screen: LiveScreen;
  /** Keys are read if this is a terminal. */
  readonly keys: KeySource;
  readonly quit: () => void;
  readonly notify: Notify;
}

/** One view, redrawn every second and at each key. */
export function liveView(
  settings: Settings,
  { screen, keys, quit, notify: notify }: LiveSurroundings,
): WatchView {
  let shown: ShownScan | null = null;
  let choice = NO_CHOICE;
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
    const frame =
      shown === null
        ? waitingText(state, terminalWidth())
        : chosenFrame(shown, state, settings, keys.isTTY === true ? choice : null);
    screen.draw(frame);
  };
  const hear = (key: string): void => {
    const markets = shown === null ? [] : inOrder(shown, settings, choice).markets;
    const next = afterKey(key, choice, markets);
    if (next === 'quit') quit();
    else if (next === 'suspend') suspendJob();
    else if (next !== null) {
      choice = next;
      if (shown !== null) draw();
    }
  };
  const stopListening = listenToKeys(keys, hear);
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
      if (!screen.isOpen) notify(text);
      else if (!settings.quiet) {
        note = text;
        draw();
      }
    },
    close: () => {
      clearInterval(timer);
      stopListening();
      screen.close();
    },
  };
}
