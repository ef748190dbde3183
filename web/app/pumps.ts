import { effect, untracked } from '@preact/signals';
import { linkOfShown, play } from './actions.js';
import { engine } from './engine.js';
import { pumpScans } from './pump-scans.js';
import * as store from './store.js';

/** A position unchanged for this long is being viewed. */
const SETTLED_MS = 60;

/** Moments per second up to which the reasons of the selected market follow. */
const MOST_DETAILS = 2;

/** Keeps the page and its engine in step: each pump has at most one request in flight. */
export function startPumps(): void {
  pumpScans();
  pumpCloses();
  pumpChart();
  pumpDetail();
  pumpWhatIf();
  pumpPlayback();
  pumpAddress();
}

/** Closes for sparklines; again when there are more of them. */
function pumpCloses(): void {
  effect(() => {
    const source = store.opened.value;
    void store.moments.value;
    if (source === null) return;
    void engine.call('closes').then(
      (closes) => {
        if (store.opened.value === source) store.closes.value = closes;
      },
      // The ranking works without them.
      () => undefined,
    );
  });
}

/** Bars of the selected market; again when there are more of them. */
function pumpChart(): void {
  effect(() => {
    const symbol = store.selectedSymbol.value;
    void store.moments.value;
    if (symbol === null) return;
    store.chartError.value = null;
    void engine.call('chart', symbol).then(
      (data) => {
        if (store.selectedSymbol.value === symbol) store.chart.value = data;
      },
      (error: Error) => {
        if (store.selectedSymbol.value === symbol) store.chartError.value = error.message;
      },
    );
  });
}

/** Reasons of the selected market; during playback, those of the moment of the last answer. */
function pumpDetail(): void {
  let isBusy = false;
  const pump = (): void => {
    const [symbol, index] = [store.selectedSymbol.value, store.position.value];
    const { isPlaying, speed } = store.playback.value;
    if (isBusy || symbol === null || store.snapshots[index] === undefined) return;
    // Each takes a separate scan: while moments pass faster than that, they are skipped.
    if (isPlaying && speed > MOST_DETAILS) return;
    const known = store.detail.value;
    if (known?.index === index && known.market.symbol === symbol) return;
    isBusy = true;
    void engine
      .call('detail', index, symbol)
      .then(
        (detail) => (store.detail.value = detail),
        () => (store.detail.value = null),
      )
      .finally(() => {
        isBusy = false;
        if (store.selectedSymbol.value !== symbol || store.position.value !== index) pump();
      });
  };
  effect(() => {
    void store.selectedSymbol.value;
    void store.playback.value;
    void store.computedCount.value;
    // During scrubbing the answer would come too late.
    const timer = setTimeout(pump, SETTLED_MS);
    return () => clearTimeout(timer);
  });
}

/** The ranking by the changed preset: the newest setting counts, intermediate ones are skipped. */
function pumpWhatIf(): void {
  let isBusy = false;
  const pump = (): void => {
    const [preset, index] = [store.changedPreset.value, store.position.value];
    if (isBusy || preset === null) return;
    isBusy = true;
    void engine
      .call('whatIf', index, preset)
      .then(
        (snapshot) => {
          if (store.changedPreset.value !== null) store.whatIf.value = snapshot;
        },
        () => undefined,
      )
      .finally(() => {
        isBusy = false;
        if (store.changedPreset.value !== preset || store.position.value !== index) pump();
      });
  };
  effect(() => {
    void store.changedPreset.value;
    void store.position.value;
    untracked(pump);
  });
}

/** Continues at the requested speed, never past a moment that is not computed yet. */
function pumpPlayback(): void {
  let frame = 0;
  let dueMs = 0;
  const tick = (nowMs: number): void => {
    const { isPlaying, speed, position } = store.playback.value;
    if (!isPlaying) return;
    frame = requestAnimationFrame(tick);
    const isShown = store.snapshots[position] !== undefined || store.scanErrors.value.has(position);
    if (nowMs < dueMs || !isShown) return;
    dueMs = Math.max(dueMs + 1000 / speed, nowMs);
    play({ type: 'advance' });
  };
  effect(() => {
    cancelAnimationFrame(frame);
    if (!store.playback.value.isPlaying) return;
    frame = requestAnimationFrame(tick);
  });
}

/** Updates the address once the view stops changing. */
function pumpAddress(): void {
  let followed = location.hash;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    // The user has just navigated: the page follows first, or it would undo that.
    if (location.hash !== followed || store.opened.value === null || store.playback.value.isPlaying) return;
    const link = linkOfShown();
    if (link !== location.hash) history.replaceState(null, '', link || location.pathname);
    followed = location.hash;
  };
  const writeOnceSettled = (): void => {
    clearTimeout(timer);
    // Browsers reject more than a few hundred changes per minute.
    timer = setTimeout(write, SETTLED_MS);
  };
  addEventListener('hashchange', () => {
    followed = location.hash;
    writeOnceSettled();
  });
  effect(() => {
    linkOfShown();
    if (store.opened.value !== null && !store.playback.value.isPlaying) writeOnceSettled();
  });
}
