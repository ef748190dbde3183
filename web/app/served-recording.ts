import { open } from './actions.js';
import { engine } from './engine.js';
import * as store from './store.js';

/** Between two looks at a recording that may grow; longer while the server does not answer. */
const LOOK_MS = 2_000;
const MOST_WAIT_MS = 30_000;

/** `?recording=ID`: what the server of this page calls a recording; null = none is asked for. */
export function servedRecording(query: string): string | null {
  const id = new URLSearchParams(query).get('recording');
  return id !== null && /^[0-9a-z-]{1,64}$/.test(id) ? id : null;
}

/** Opens a recording of the server and goes along with it as it grows; a lost connection is taken up where it broke off. */
export async function openServed(id: string): Promise<void> {
  try {
    const bytes = await bytesFrom(id, 0);
    let size = bytes.length;
    await open({ kind: 'recording', name: id, bytes, isLive: true });
    const source = store.opened.value;
    let waitMs = LOOK_MS;
    while (source?.isLive === true && store.opened.value === source) {
      await new Promise((done) => setTimeout(done, waitMs));
      const added = await bytesFrom(id, size).catch(() => null);
      store.isConnected.value = added !== null;
      waitMs = added === null ? Math.min(2 * waitMs, MOST_WAIT_MS) : LOOK_MS;
      if (added === null || added.length === 0 || store.opened.value !== source) continue;
      await engine.call('append', added);
      size += added.length;
    }
  } catch (error) {
    store.isOpening.value = false;
    store.failure.value = (error as Error).message;
  }
}

/** Bytes of a recording from an offset on; empty = there are no more. @throws {Error} the server has no answer. */
async function bytesFrom(id: string, offset: number): Promise<Uint8Array> {
  const headers = offset === 0 ? {} : { Range: `bytes=${offset}-` };
  const response = await fetch(`recordings/${id}`, { headers, cache: 'no-store' });
  const isBeyondEnd = response.status === 416;
  if (isBeyondEnd) return new Uint8Array(0);
  if (!response.ok) throw new Error(`${id}: the server answered ${response.status}.`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return response.status === 206 ? bytes : bytes.subarray(offset);
}
