import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// Else code that was not called during a few collections has to be compiled again: contenders that wait for their turn.
setFlagsFromString('--no-flush-bytecode');

/** Collects all garbage, before it returns. */
export const collectGarbage = runInNewContext('gc') as () => void;
