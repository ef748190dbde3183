/** What the server says that there is of a recording. */
export interface Growth {
  readonly bytes: number;
  /** Which file it is; another one = begin again. null = there is none yet. */
  readonly file: string | null;
}

export interface GrowthListener {
  onGrowth(growth: Growth): void;
  onConnection(isConnected: boolean): void;
  /** There are no events: the listener has to poll. */
  onNoEvents(): void;
}

/** The server says something every 15 s: a stream that is silent for so long is dead, as after a laptop's sleep. */
const SILENT_MS = 45_000;
/** Before events are asked for again where the browser has given up. */
const AGAIN_MS = 2_000;
const MOST_AGAIN_MS = 30_000;

/**
 * Listens to how a recording grows, and takes a lost connection up again. A hidden page closes its
 * connection, as browsers give all pages of a server six together.
 * @returns what ends it.
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
      // Otherwise the browser connects again by itself.
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
