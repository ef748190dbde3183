import type { ServerResponse } from 'node:http';
import { jsonOf } from '../util/plain-text.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Sends one event to one client. @param name  letters only  @param data  anything JSON can hold */
export type SendEvent = (name: string, data: unknown) => void;

/** Starts sending; the function returned is called once, when the client is gone or the server closes. */
export type EventStreamOpener = (send: SendEvent) => () => void;

/** Delay after which a client that has lost its stream reconnects. */
const RETRY_MS = 2_000;
/** Unsent bytes at which a client counts as no longer reading. */
const MAX_UNSENT_BYTES = 1 << 18;

/** The open server-sent event streams: at most `limit`, a new one replaces the oldest. */
export class EventStreams {
  readonly #open = new Set<ServerResponse>();

  constructor(readonly limit: number) {}

  get size(): number {
    return this.#open.size;
  }

  add(response: ServerResponse, opener: EventStreamOpener): void {
    response.writeHead(200, { ...SECURITY_HEADERS, 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.write(`retry: ${RETRY_MS}\n\n`);
    // A stream is idle between events, for any length of time.
    response.socket?.setTimeout(0);
    const [oldest] = this.#open;
    if (this.#open.size >= this.limit) oldest.destroy();
    this.#open.add(response);
    const stop = opener((name, data) => {
      if (response.writableLength > MAX_UNSENT_BYTES) response.destroy();
      else response.write(`event: ${name}\ndata: ${jsonOf(data)}\n\n`);
    });
    response.once('close', () => {
      this.#open.delete(response);
      stop();
    });
  }

  close(): void {
    for (const response of this.#open) response.destroy();
  }
}
