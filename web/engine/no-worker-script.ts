/**
 * In place of `platform/worker-script.ts`: the page has the file of the kernels' threads, and takes one thread without
 * it.
 */
export function workerScript(): Promise<string> {
  return Promise.reject(new Error('The threads of the kernels could not be loaded.'));
}
