/** Replaces `cache/caches.ts`: a page never caches results of filters and scores, so the code is not sent. */
export class ScanCaches {
  constructor() {
    throw new Error('A page does not cache results of filters and scores.');
  }
}
