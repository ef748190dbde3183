/** The server's state of a recording. */
export interface Growth {
  readonly bytes: number;
  /** Identity of the file; a different one = start over. null = there is none yet. */
  readonly file: string | null;
}

export interface GrowthListener {
  onGrowth(growth: Growth): void;
  onConnection(isConnected: boolean): void;
  /** There are no events: the listener has to poll. */
  onNoEvents(): void;
}

/**
 * The server sends something every 15 s: a stream silent for this long is dead, as after a laptop's sleep.
 */
const SILENT_MS = 45_000;
/** Delay before reconnecting to events after the browser has given up. */
const AGAIN_MS = 2_000;
const MOST_AGAIN_MS = 30_000;

/**
 * Listens to a recording's growth, and reconnects after a lost connection. A hidden page closes its
 * connection, because browsers give all pages of a server six together.
 * @returns a function that ends it.
 */
export function listenToGrowth(id: string, listener: GrowthListener): () => void {
  let source: EventSource | null = null;
  let timer = 0;
  let againMs = AGAIN_MS;
  const wait = (ms: number, then: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(then, ms) as unknown as number;
  };
  const close = (): void => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const connect = (): void => {
    close();
    const opened = (source = new EventSource(`recordings/${id}/events`));
    const isAlive = (): void => {
      againMs = AGAIN_MS;
      listener.onConnection(true);
      wait(SILENT_MS, connect);
    };
    opened.addEventListener('open', isAlive);
    opened.addEventListener('growth', ({ data }: MessageEvent<string>) => {
      isAlive();
      listener.onGrowth(JSON.parse(data) as Growth);
    });
    opened.addEventListener('error', () => {
      // Otherwise the browser reconnects by itself.
      if (opened.readyState !== EventSource.CLOSED) return listener.onConnection(false);
      listener.onNoEvents();
      wait(againMs, connect);
      againMs = Math.min(2 * againMs, MOST_AGAIN_MS);
    });
  };
  const followVisibility = (): void => (document.hidden ? close() : connect());
  document.addEventListener('visibilitychange', followVisibility);
  followVisibility();
  return () => {
    document.removeEventListener('visibilitychange', followVisibility);
    close();
  };
}
