/**
 * Replaces `platform/worker-script.ts`: the page has the file of the kernels' threads, and uses one thread
 * without it.
 */
export function workerScript(): Promise<string> {
  return Promise.reject(new Error('The threads of the kernels could not be loaded.'));
}
