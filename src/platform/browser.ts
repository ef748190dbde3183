import { webThreads } from './web-threads.js';
import { createBrowserMemoryReader } from '../resources/browser/browser-memory.js';
import { sha256 } from '../util/sha256.js';
import type { Platform, WasmTarget } from './platform.js';

/** Written out, one literal each: that is how bundlers find files that must come along. */
const WASM_URLS: Readonly<Record<WasmTarget, () => URL>> = {
  simd: () => new URL('../../../squall.simd.wasm', import.meta.url),
  scalar: () => new URL('../../../squall.scalar.wasm', import.meta.url),
};

/** The part of `fetch` that is used: neither ES2023 nor a worker's types declare it everywhere. */
type Fetch = (
  url: string,
) => Promise<{ readonly ok: boolean; readonly status: number; arrayBuffer(): Promise<ArrayBuffer> }>;

async function readBytes(location: URL | string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await (globalThis as unknown as { fetch: Fetch }).fetch(String(location));
  if (!response.ok) throw new TypeError(`Cannot fetch ${String(location)}: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The ports of browsers: those of Node have other types. */
interface Port {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
}

const { port1, port2 } = new MessageChannel() as unknown as Readonly<Record<'port1' | 'port2', Port>>;
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/** A task of its own. Not a timer: browsers make those that follow one another wait 4 ms each. */
function pause(): Promise<void> {
  return new Promise((done) => {
    waiting.push(done);
    port2.postMessage(null);
  });
}

export const platform: Platform = {
  readWasm: (target) => readBytes(WASM_URLS[target]()),
  readBytes,
  sha256,
  pause,
  memoryReader: (options) => createBrowserMemoryReader(options),
  collectGarbage: null,
  threads: webThreads,
  cores: () =>
    (globalThis as unknown as { navigator: { hardwareConcurrency: number } }).navigator.hardwareConcurrency,
};
