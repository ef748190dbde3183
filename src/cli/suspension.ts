import process from 'node:process';

/** Who holds something of the terminal. */
interface Holder {
  /** Gives the terminal back before the process stops. */
  leave(): void;
  /** Takes it again when the process goes on. */
  comeBack(): void;
}

/** In the order in which they have taken it. */
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
 * Ctrl-Z and `fg`: code that changes the terminal restores it while the process is stopped.
 * @returns a function that ends it
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

/** What Ctrl-Z does where keys are not heard one by one: stops this process and whatever it was started through (npx). */
export function suspendJob(): void {
  if (hasJobs) process.kill(0, 'SIGTSTP');
}
