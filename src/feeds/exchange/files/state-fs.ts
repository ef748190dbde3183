import type * as promises from 'node:fs/promises';

/** The part of `node:fs/promises` the stores use, passed in so that tests can make it fail. */
export type StateFs = Pick<typeof promises, 'open' | 'rename' | 'unlink' | 'readdir'>;
