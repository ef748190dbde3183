// Also makes the build bundle that file, which then stands in the page, in an element that does not run.
import file from '../engine/engine-worker.js?worker&url';

/** In place of `engine-url.ts` where everything stands in one file: the script comes out of a blob. */
export function engineUrl(): string {
  const text = document.getElementById('engine')?.textContent;
  if (!text) throw new Error(`Expected ${file} to stand in the page.`);
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}
