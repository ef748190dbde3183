/** Towards the server, or back to the client. */
export type Direction = 'upstream' | 'downstream';

interface Directed {
  /** Default: downstream. */
  readonly direction?: Direction;
}

/** One way in which a TCP connection is bad, in the words of Shopify's Toxiproxy. Times in ms, sizes in bytes. */
export type Toxic =
  | (Directed & { readonly type: 'latency'; readonly ms: number; readonly jitterMs?: number })
  | (Directed & { readonly type: 'bandwidth'; readonly bytesPerSecond: number })
  | (Directed & { readonly type: 'slicer'; readonly bytes: number; readonly delayMs?: number })
  | (Directed & { readonly type: 'limit_data'; readonly bytes: number })
  | (Directed & { readonly type: 'slow_close'; readonly ms: number })
  | { readonly type: 'reset_peer'; readonly afterMs?: number }
  | { readonly type: 'timeout'; readonly afterMs?: number }
  | { readonly type: 'accept_never_read' }
  | { readonly type: 'refuse' };

export type ToxicType = Toxic['type'];

export const TOXICS: Readonly<Record<ToxicType, { readonly row: string; readonly description: string }>> = {
  latency: { row: 'N1', description: 'Every byte comes `ms` ± `jitterMs` later.' },
  bandwidth: { row: 'N6', description: 'At most `bytesPerSecond`.' },
  slicer: { row: 'N6', description: 'Pieces of at most `bytes`, `delayMs` apart (default 1).' },
  limit_data: { row: 'N3', description: 'The connection is closed after `bytes`.' },
  slow_close: { row: 'N19', description: 'Closes the connection `ms` late.' },
  reset_peer: { row: 'N2', description: 'The client is reset `afterMs` (default 0) after it connected.' },
  timeout: {
    row: 'N1',
    description: 'No byte passes; the connection is closed after `afterMs` (default 0: never).',
  },
  accept_never_read: { row: 'N1', description: 'The connection is accepted, and never read.' },
  refuse: { row: 'N1', description: 'No process listens on the port: connections are refused.' },
};

/** Longer makes no test better, and beyond 2^31 − 1 ms Node's timers fire at once. */
const MAX_MS = 3_600_000;

/** @throws {RangeError} a time or a size out of its range. */
export function checkToxic(toxic: Toxic): void {
  for (const [name, value] of Object.entries(toxic)) {
    if (typeof value !== 'number') continue;
    const isTime = /ms$/i.test(name);
    const [low, high] = isTime ? [0, MAX_MS] : [name === 'bytes' ? 0 : 1, Number.MAX_SAFE_INTEGER];
    if (!(value >= low && value <= high)) {
      throw new RangeError(`${toxic.type}: expected ${name} from ${low} to ${high}, got ${value}.`);
    }
  }
  if (toxic.type === 'slicer' && toxic.bytes < 1) {
    throw new RangeError(`slicer: expected bytes of at least 1, got ${toxic.bytes}.`);
  }
}
