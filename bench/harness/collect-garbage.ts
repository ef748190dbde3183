import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// Otherwise code that was not called during a few collections has to be recompiled: contenders waiting for
// their turn.
setFlagsFromString('--no-flush-bytecode');

/** Collects all garbage, before it returns. */
export const collectGarbage = runInNewContext('gc') as () => void;
