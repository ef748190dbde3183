import { closeSync, constants, openSync } from 'node:fs';

/** How long each end is offered: many times what a command needs to open its own. */
const TURN_MS = 75;

/**
 * The other end of a FIFO, in turns: input comes to its end, and output disappears. In another process than
 * the command's, which may wait for it in a blocking way.
 * @returns a function that ends it
 */
export function otherEnd(fifo: string): () => void {
  let end: number | null = null;
  const release = (): void => {
    if (end !== null) closeSync(end);
    end = null;
  };
  const timer = setInterval(() => {
    release();
    try {
      closeSync(openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK));
    } catch {
      // No reader: there may be a writer.
      end = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
    }
  }, TURN_MS);
  return () => {
    clearInterval(timer);
    release();
  };
}
