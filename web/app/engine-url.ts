import url from '../engine/engine-worker.js?worker&url';

/** The page's engine, as a script: for a worker, or for the page itself if none starts. */
export function engineUrl(): string {
  return new URL(url, import.meta.url).href;
}
