import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { readonly execution: 'async' }) => Promise<void>;

let known: Collect | null = null;

/**
 * V8 exposes its collector to every context created while the flag is set; Node need not be started with it.
 */
function collector(): Collect {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc') as Collect;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}

/** Collects all garbage of this thread, in a separate task; the thread pauses for it (some ms per 100 MB). */
export function collectGarbage(): Promise<void> {
  known ??= collector();
  return known({ execution: 'async' });
}
