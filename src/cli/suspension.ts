import process from 'node:process';

/** Code that has changed the terminal. */
interface Holder {
  /** Restores the terminal before the process stops. */
  leave(): void;
  /** Takes it again when the process resumes. */
  comeBack(): void;
}

/** In the order of taking it. */
const holders: Holder[] = [];
const hasJobs = process.platform !== 'win32';

function stop(): void {
  for (const holder of [...holders].reverse()) holder.leave();
  process.kill(process.pid, 'SIGSTOP');
}

function goOn(): void {
  for (const holder of holders) holder.comeBack();
}

/**
 * Ctrl-Z and `fg`: restores the terminal while the process is stopped.
 * @returns a function that ends this
 */
export function whileSuspended(holder: Holder): () => void {
  if (!hasJobs) return () => undefined;
  if (holders.length === 0) {
    process.on('SIGTSTP', stop);
    process.on('SIGCONT', goOn);
  }
  holders.push(holder);
  return () => {
    const place = holders.indexOf(holder);
    if (place < 0) return;
    holders.splice(place, 1);
    if (holders.length > 0) return;
    process.off('SIGTSTP', stop);
    process.off('SIGCONT', goOn);
  };
}

/** Ctrl-Z when keys are not read one by one: stops this process and whatever started it (npx). */
export function suspendJob(): void {
  if (hasJobs) process.kill(0, 'SIGTSTP');
}
