/** In place of `cache/caches.ts`: a page is never asked to keep results, and would have to send the cache's library. */
export class ScanCaches {
  constructor() {
    throw new Error('A page keeps no results of filters and scores.');
  }
}
