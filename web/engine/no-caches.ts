/** In place of `cache/caches.ts`: a page is never asked to keep results of filters and scores, so it is not sent. */
export class ScanCaches {
  constructor() {
    throw new Error('A page keeps no results of filters and scores.');
  }
}
