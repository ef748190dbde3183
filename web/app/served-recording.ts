import { open } from './actions.js';
import { engine } from './engine.js';
import type { Growth } from './growth-events.js';
import { listenToGrowth } from './growth-events.js';
import * as store from './store.js';

/** `?recording=ID`: the server's id of a recording; null = none is requested. */
export function servedRecording(query: string): string | null {
  const id = new URLSearchParams(query).get('recording');
  return id !== null && /^[0-9a-z-]{1,64}$/.test(id) ? id : null;
}

/** Opens a recording of the server and follows its growth. */
export function openServed(id: string): void {
  const served = new ServedRecording(id);
  const stop = listenToGrowth(id, {
    onGrowth: (growth) => take(growth),
    onConnection: (isConnected) => (store.isConnected.value = isConnected),
    onNoEvents: () => take(null),
  });
  const take = (growth: Growth | null): void => {
    if (served.isLeft) return stop();
    served.take(growth).then(
      () => (store.isConnected.value = true),
      (error: unknown) => {
        store.isConnected.value = false;
        if (!served.isOpened) showFailure(error);
      },
    );
  };
}

function showFailure(error: unknown): void {
  store.isOpening.value = false;
  store.failure.value = (error as Error).message;
}

/** The page's part of a recording on the server: every byte once, in order. */
class ServedRecording {
  #size = 0;
  #file: string | null = null;
  #source: typeof store.opened.value = null;
  /** Each read starts where the one before ended. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly id: string) {}

  get isOpened(): boolean {
    return this.#source !== null;
  }

  /** Whether the page has switched to something else. */
  get isLeft(): boolean {
    return store.opened.value !== this.#source;
  }

  /**
   * Fetches new bytes from the server. @param growth  null if unknown. @throws {Error} the server does not
   * answer.
   */
  take(growth: Growth | null): Promise<void> {
    const taken = this.#last.then(() => this.#take(growth));
    this.#last = taken.catch(() => undefined);
    return taken;
  }

  async #take(growth: Growth | null): Promise<void> {
    if (growth !== null) {
      if (growth.bytes === 0) return awaitFirstScan();
      const isSame = growth.file === this.#file;
      if (isSame && growth.bytes === this.#size) return;
      if (this.#source === null || !isSame || growth.bytes < this.#size) return this.#openWhole();
    } else if (this.#source === null) return this.#openWhole();
    const added = await bytesFrom(this.id, this.#size);
    if (added.file !== this.#file) return this.#openWhole();
    if (added.bytes.length === 0) return;
    await engine.call('append', added.bytes);
    this.#size += added.bytes.length;
  }

  async #openWhole(): Promise<void> {
    const { bytes, file } = await bytesFrom(this.id, 0);
    const size = bytes.length;
    const isOpened = await open({ kind: 'recording', name: this.id, bytes, isLive: true });
    [this.#size, this.#file] = [size, file];
    if (isOpened) this.#source = store.opened.value;
  }
}

function awaitFirstScan(): void {
  store.isAwaited.value = store.opened.value === null;
}

interface ServedBytes {
  readonly bytes: Uint8Array;
  /** Identity of their file; null = the server does not say. */
  readonly file: string | null;
}

/**
 * Bytes of a recording from an offset on; none = there are no more. @throws {Error} the server does not
 * answer.
 */
async function bytesFrom(id: string, offset: number): Promise<ServedBytes> {
  const headers = offset === 0 ? {} : { Range: `bytes=${offset}-` };
  const response = await fetch(`recordings/${id}`, { headers, cache: 'no-store' });
  const file = /^"(.*)"$/.exec(response.headers.get('ETag') ?? '')?.[1] ?? null;
  if (response.status === 416) return { bytes: new Uint8Array(0), file };
  if (!response.ok) throw new Error(`${id}: the server answered ${response.status}.`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { bytes: response.status === 206 ? bytes : bytes.subarray(offset), file };
}
