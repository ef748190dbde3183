// Also makes the build bundle that file, which is then embedded in the page, in an element that does not run.
import file from '../engine/engine-worker.js?worker&url';

/** Replaces `engine-url.ts` in the single-file page: the script is loaded from a blob. */
export function engineUrl(): string {
  const text = document.getElementById('engine')?.textContent;
  if (!text) throw new Error(`Expected ${file} to be embedded in the page.`);
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}
