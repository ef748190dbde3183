import InlineWorker from '../engine/worker.js?worker&inline';

/** In place of `start-worker.ts` where everything stands in one file: the worker comes out of a blob. */
export function startWorker(): Worker {
  return new InlineWorker();
}
