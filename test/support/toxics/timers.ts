/** The timers of one connection: none outlives it. */
export interface Timers {
  /** Resolves after `ms`; never, once the timers are cleared. */
  sleep(ms: number): Promise<void>;
  clear(): void;
}

export function createTimers(): Timers {
  const pending = new Set<NodeJS.Timeout>();
  let isCleared = false;
  return {
    sleep: (ms) =>
      new Promise((resolve) => {
        if (isCleared) return;
        const timer = setTimeout(() => {
          pending.delete(timer);
          resolve();
        }, ms);
        pending.add(timer);
      }),
    clear: () => {
      isCleared = true;
      for (const timer of pending) clearTimeout(timer);
      pending.clear();
    },
  };
}
