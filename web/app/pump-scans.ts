import { effect, untracked } from '@preact/signals';
import { nextToScan } from '../model/playback.js';
import { engine, scanCrew } from './engine.js';
import type { Scanner } from './scan-crew.js';
import * as store from './store.js';

/** The page's own engine: what it cannot scan cannot be scanned. */
const PAGE: Scanner = { scan: (index) => engine.call('scan', index) };

/** The scans of one source. */
class SourceScans {
  readonly #source = store.opened.value;
  readonly #underWay = new Set<number>();
  readonly #busy = new Set<Scanner>();
  readonly #helpers: Scanner[] = [];
  /** Moments that a helper could not scan: the page's engine finds out why. */
  readonly #left = new Set<number>();

  /** Gives a moment to each idle engine. */
  pump(): void {
    if (this.#source === null || document.hidden || store.opened.value !== this.#source) return;
    for (const scanner of [PAGE, ...this.#helpers]) {
      if (this.#busy.has(scanner)) continue;
      const next = nextToScan(store.position.value, store.moments.value.length, (index) =>
        this.#isTaken(index, scanner),
      );
      if (next !== null) void this.#scan(scanner, next);
    }
  }

  #isTaken(index: number, scanner: Scanner): boolean {
    if (store.snapshots[index] !== undefined || store.scanErrors.value.has(index)) return true;
    return this.#underWay.has(index) || (scanner !== PAGE && this.#left.has(index));
  }

  async #scan(scanner: Scanner, index: number): Promise<void> {
    this.#busy.add(scanner);
    this.#underWay.add(index);
    try {
      const snapshot = await scanner.scan(index);
      if (store.opened.value === this.#source) this.#keep(snapshot);
    } catch (error) {
      if (scanner !== PAGE) this.#left.add(index);
      else if (store.opened.value === this.#source) noteError(index, error as Error);
    }
    this.#busy.delete(scanner);
    this.#underWay.delete(index);
    this.pump();
  }

  #keep(snapshot: Parameters<typeof store.keepSnapshot>[0]): void {
    store.keepSnapshot(snapshot);
    // Not before something is shown: they take CPU time from it.
    scanCrew.start(store.moments.value.length - 1, (helper) => {
      this.#helpers.push(helper);
      this.pump();
    });
  }
}

function noteError(index: number, { message }: Error): void {
  store.scanErrors.value = new Map(store.scanErrors.value).set(index, message);
}

/** Scans the current moment, then upcoming ones, until all are done. */
export function pumpScans(): void {
  let scans = new SourceScans();
  effect(() => {
    void store.opened.value;
    untracked(() => (scans = new SourceScans()));
  });
  effect(() => {
    void store.position.value;
    void store.moments.value;
    void store.opened.value;
    untracked(() => scans.pump());
  });
  document.addEventListener('visibilitychange', () => scans.pump());
}
