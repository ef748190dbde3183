import { batch } from '@preact/signals';
import type { FilterName } from '../../src/filters/index.js';
import type { OpenRequest } from '../engine/protocol.js';
import { nextEvent } from '../model/events.js';
import { decodeLink, encodeLink, linkName } from '../model/link.js';
import { initialPlayback, momentAt, playbackReducer } from '../model/playback.js';
import type { PlaybackAction } from '../model/playback.js';
import type { Sorting } from '../model/ranking.js';
import { nextSorting } from '../model/ranking.js';
import type { Knob } from '../model/what-if.js';
import { presetFile, withFilter, withKnob } from '../model/what-if.js';
import { download } from './download.js';
import { engine, scanCrew } from './engine.js';
import * as store from './store.js';

export function play(action: PlaybackAction): void {
  store.playback.value = playbackReducer(store.playback.value, action);
}

/** Opens a source; the current one stays open until the new one is ready. @returns whether it is. */
export async function open(request: OpenRequest): Promise<boolean> {
  store.isOpening.value = true;
  store.failure.value = null;
  try {
    const source = await engine.call('open', request);
    store.isAwaited.value = source === null;
    if (source === null) return false;
    scanCrew.take(request);
    batch(() => {
      store.forgetSnapshots();
      store.opened.value = source;
      store.moments.value = source.moments;
      for (const data of [store.chart, store.detail, store.closes, store.changedPreset, store.whatIf])
        data.value = null;
      store.scanErrors.value = new Map();
      store.selected.value = null;
      store.comparedWith.value = null;
      store.playback.value = initialPlayback(source.moments.length, source.moments.length - 1);
      store.isOpening.value = false;
      followLink();
    });
    return true;
  } catch (error) {
    store.isOpening.value = false;
    store.failure.value = (error as Error).message;
    return false;
  }
}

/** Goes to the moment and market in the address. */
export function followLink(): void {
  const { asOfMs, symbol, compareMs } = decodeLink(location.hash);
  const moments = store.moments.value;
  if (asOfMs !== null) play({ type: 'seek', position: momentAt(moments, asOfMs) });
  if (compareMs !== null) store.comparedWith.value = momentAt(moments, compareMs);
  const symbols = store.opened.value?.symbols ?? [];
  const market = symbols.findIndex((candidate) => linkName(candidate) === symbol);
  if (market >= 0) select(market);
}

/** The address of the current view. */
export function linkOfShown(): string {
  const moments = store.moments.value;
  const compared = store.comparedWith.value;
  return encodeLink({
    asOfMs: moments[store.position.value]?.asOfMs ?? null,
    symbol: store.selectedSymbol.value,
    compareMs: compared === null ? null : (moments[compared]?.asOfMs ?? null),
  });
}

export function select(market: number | null): void {
  store.selected.value = market;
}

/** Moves the selection through the ranking as shown. */
export function selectBy(offset: number): void {
  const ranking = store.ranking.value;
  if (ranking.length === 0) return;
  const at = store.selected.value === null ? -1 : ranking.indexOf(store.selected.value);
  select(ranking[Math.max(0, Math.min(ranking.length - 1, at + offset))]);
}

export function jump(direction: 1 | -1, market: number | null): void {
  const found = nextEvent(store.events, store.position.value, direction, market);
  if (found !== null) play({ type: 'seek', position: found });
  else store.announcement.value = 'No further event among the moments computed so far.';
}

export function sortBy(key: Sorting['key']): void {
  store.sorting.value = nextSorting(store.sorting.value, key);
}

export function compareWith(moment: number | null): void {
  store.comparedWith.value = moment;
  if (moment !== null) store.panel.value = 'compare';
}

export function turnKnob(knob: Knob, value: number): void {
  const base = store.opened.value?.preset;
  if (base === undefined) return;
  store.changedPreset.value = withKnob(store.changedPreset.value ?? base, knob, value);
}

export function switchFilter(name: FilterName, isOn: boolean): void {
  const base = store.opened.value?.preset;
  if (base === undefined) return;
  store.changedPreset.value = withFilter(store.changedPreset.value ?? base, base, name, isOn);
}

export function resetPreset(): void {
  store.changedPreset.value = null;
  store.whatIf.value = null;
}

export function savePreset(): void {
  const base = store.opened.value?.preset;
  if (base === undefined) return;
  const { name, text } = presetFile(store.changedPreset.value ?? base, base);
  download(name, text, 'application/json');
}

export async function openFile(file: File): Promise<void> {
  await open({ kind: 'recording', name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
}
