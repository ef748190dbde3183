import { batch, computed, signal } from '@preact/signals';
import { displaySymbol } from '../../src/market/symbol.js';
import type { Preset } from '../../src/presets/preset.js';
import type { ChartData, Closes, MarketDetail, OpenedSource } from '../engine/protocol.js';
import { eventsBetween } from '../model/events.js';
import type { ReplayEvent } from '../model/events.js';
import { initialPlayback } from '../model/playback.js';
import type { Playback } from '../model/playback.js';
import type { ReplayMoment } from '../model/replay-source.js';
import { BY_RANK, rankingOf } from '../model/ranking.js';
import type { Sorting } from '../model/ranking.js';
import type { Run, Snapshot } from '../model/snapshot.js';

export type Panel = 'why' | 'whatIf' | 'funnel' | 'compare';

/** The complete state of the page, without anything that can be derived. */
export const opened = signal<OpenedSource | null>(null);
/** Problem of the source as a whole; null = none. */
export const failure = signal<string | null>(null);
/**
 * Why the page computes by itself, in the browser's words; null = a worker computes, or the notice was
 * dismissed.
 */
export const workerProblem = signal<string | null>(null);
export const isOpening = signal(true);
/** Whether a recording without a scan yet is open on the server. */
export const isAwaited = signal(false);
export const moments = signal<readonly ReplayMoment[]>([]);
export const playback = signal<Playback>(initialPlayback(1, 0));
/**
 * By moment; sparse where nothing was computed yet. The array changes in place: `computedCount` signals it
 * shortly after.
 */
export const snapshots: (Snapshot | undefined)[] = [];
export const computedCount = signal(0);
/** Moments that cannot be scanned, with the reason. */
export const scanErrors = signal<ReadonlyMap<number, string>>(new Map());
export const selected = signal<number | null>(null);
export const comparedWith = signal<number | null>(null);
export const search = signal('');
export const sorting = signal<Sorting>(BY_RANK);
export const passedOnly = signal(false);
export const panel = signal<Panel>('why');
export const closes = signal<Closes | null>(null);
export const chart = signal<ChartData | null>(null);
export const chartError = signal<string | null>(null);
export const detail = signal<MarketDetail | null>(null);
/** null = the preset of the source. */
export const changedPreset = signal<Preset | null>(null);
export const whatIf = signal<Snapshot | null>(null);
/** The newest scan that this page computed, complete. */
export const lastRun = signal<Run | null>(null);
export const announcement = signal('');
/** Whether the server of a live recording answers. */
export const isConnected = signal(true);

export const position = computed(() => playback.value.position);

export const recorded = computed((): Snapshot | null => {
  void computedCount.value;
  return snapshots[position.value] ?? null;
});

/** The last available snapshot: shown until the next one is computed. */
let lastShown: Snapshot | null = null;

/** What the ranking shows: another preset's verdict if there is one. */
export const shown = computed((): Snapshot | null => {
  const changed = changedPreset.value === null ? null : whatIf.value;
  const found = changed?.index === position.value ? changed : recorded.value;
  lastShown = found ?? (opened.value === null ? null : lastShown);
  return lastShown;
});

/** What ranks are compared with: the unchanged preset's, or the moment before. */
export const before = computed((): Snapshot | null => {
  const now = shown.value;
  if (now === null) return null;
  if (now === whatIf.value) return snapshots[now.index] ?? null;
  void computedCount.value;
  return snapshots[now.index - 1] ?? null;
});

export const ranking = computed((): readonly number[] => {
  const [now, source] = [shown.value, opened.value];
  if (now === null || source === null) return [];
  return rankingOf(now, source.symbols, {
    sorting: sorting.value,
    search: search.value,
    passedOnly: passedOnly.value,
  });
});

/**
 * A market's name for display and screen readers: without characters that move, hide or reverse the text
 * beside it.
 */
export function nameOf(market: number): string {
  return displaySymbol(opened.value?.symbols[market] ?? '');
}

export const selectedSymbol = computed((): string | null =>
  selected.value === null ? null : (opened.value?.symbols[selected.value] ?? null),
);

/** Events by moment, updated as scans arrive. */
export const events: (readonly ReplayEvent[] | undefined)[] = [];

/**
 * Scans out of view are announced together: drawing the page after each takes a quarter of the time of a
 * scan.
 */
const ANNOUNCE_MS = 100;
let keptCount = 0;
let announcing: ReturnType<typeof setTimeout> | null = null;

/** Adds a scan, and updates its neighbours. */
export function keepSnapshot(snapshot: Snapshot): void {
  const { index } = snapshot;
  snapshots[index] = snapshot;
  for (const moment of [index, index + 1]) {
    const [from, to] = [snapshots[moment - 1], snapshots[moment]];
    if (from !== undefined && to !== undefined) events[moment] = eventsBetween(from, to, moment);
  }
  if (index === 0) events[0] = [];
  keptCount++;
  const announce = (): void => {
    stopTelling();
    batch(() => {
      computedCount.value = keptCount;
      lastRun.value = snapshot.run;
    });
  };
  if (isLookedAt(index)) announce();
  else announcing ??= setTimeout(announce, ANNOUNCE_MS);
}

/** Whether the page shows the moment, or changes since. */
function isLookedAt(index: number): boolean {
  return Math.abs(index - position.value) <= 1 || index === comparedWith.value;
}

function stopTelling(): void {
  if (announcing !== null) clearTimeout(announcing);
  announcing = null;
}

export function forgetSnapshots(): void {
  snapshots.length = 0;
  events.length = 0;
  lastShown = null;
  stopTelling();
  keptCount = computedCount.value = 0;
}
