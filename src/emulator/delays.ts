/** Waits that all end when the emulator does. */
export interface Delays {
  /** Rejects with `Closed` if the emulator closes first. */
  delay(ms: number): Promise<void>;
  close(): void;
}

export class Closed extends Error {
  override readonly name = 'Closed';
}

export function createDelays(): Delays {
  const waiting = new Map<NodeJS.Timeout, (error: Error) => void>();
  let isClosed = false;
  return {
    delay(ms) {
      return new Promise((resolve, reject) => {
        if (isClosed) {
          reject(new Closed('The emulator is closed'));
          return;
        }
        const timer = setTimeout(() => {
          waiting.delete(timer);
          resolve();
        }, ms);
        waiting.set(timer, reject);
      });
    },
    close() {
      isClosed = true;
      for (const [timer, reject] of waiting) {
        clearTimeout(timer);
        reject(new Closed('The emulator is closed'));
      }
      waiting.clear();
    },
  };
}
