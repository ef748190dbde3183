import { readWasm } from './embedded-wasm.js';
import { webThreads } from './web-threads.js';
import { createBrowserMemoryReader } from '../resources/browser/browser-memory.js';
import { sha256 } from '../util/sha256.js';
import type { Platform } from './platform.js';

/** The part of `fetch` used here: neither ES2023 nor a worker's types declare it everywhere. */
type Fetch = (
  url: string,
) => Promise<{ readonly ok: boolean; readonly status: number; arrayBuffer(): Promise<ArrayBuffer> }>;

async function readBytes(location: URL | string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await (globalThis as unknown as { fetch: Fetch }).fetch(String(location));
  if (!response.ok) throw new TypeError(`Cannot fetch ${String(location)}: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Ports of browsers, whose types differ from Node's; only Node's can keep a program alive. */
interface Port {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
  ref?(): void;
  unref?(): void;
}

const waiting: (() => void)[] = [];
let ports: Readonly<Record<'port1' | 'port2', Port>> | null = null;

/** Created on demand: a server that renders a page imports this too. */
function openPorts(): NonNullable<typeof ports> {
  const made = new MessageChannel() as unknown as NonNullable<typeof ports>;
  made.port1.onmessage = () => {
    waiting.shift()?.();
    if (waiting.length === 0) made.port1.unref?.();
  };
  return made;
}

/** A separate task. Not a timer: browsers delay nested timers by 4 ms each. */
function pause(): Promise<void> {
  const { port1, port2 } = (ports ??= openPorts());
  port1.ref?.();
  return new Promise((done) => {
    waiting.push(done);
    port2.postMessage(null);
  });
}

/** Pages built for browsers also run in tests and on servers. */
interface Host {
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

export const platform: Platform = {
  readWasm,
  readBytes,
  sha256,
  pause,
  memoryReader: (options) => createBrowserMemoryReader(options),
  collectGarbage: null,
  threads: webThreads,
  cores: () => (globalThis as Host).navigator?.hardwareConcurrency ?? 1,
};
