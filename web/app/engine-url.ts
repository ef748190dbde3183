import url from '../engine/engine-worker.js?worker&url';

/** What computes for the page, as a script: for a worker, or for the page itself where none starts. */
export function engineUrl(): string {
  return new URL(url, import.meta.url).href;
}
