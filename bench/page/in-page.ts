// Code that runs inside the page, as text: this project is compiled without a browser's declarations.

/** Milliseconds until `isDone` is true and the page has drawn it, checked in every frame. */
const UNTIL = `const until = (isDone) => new Promise((done) => {
  const look = () => requestAnimationFrame(() => (isDone() ? setTimeout(done) : look()));
  look();
});
const textOf = (selector) => document.querySelector(selector)?.textContent ?? '';
const setTo = (slider, value) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, String(value));
  slider.dispatchEvent(new Event('input', { bubbles: true }));
};
const isShown = () => textOf('.badge').includes('identical to the recording');`;

/**
 * Prepares the page: measures from the choice of a file until its first ranking is shown, and from there
 * until all is scanned.
 */
export const WATCH_OPENING = `${UNTIL}
globalThis.opening = new Promise((done) => {
  document.querySelector('input[type=file]').addEventListener('change', async () => {
    const chosenMs = performance.now();
    await until(() => textOf('.source-title').startsWith('market.squall') && isShown());
    const shownMs = performance.now();
    const scannedAtFirst = parseInt(textOf('.progress'));
    await until(() => !textOf('.progress').includes('/'));
    done({ openMs: shownMs - chosenMs, scanMs: performance.now() - shownMs, scannedAtFirst });
  }, true);
});
// Who evaluates this must not wait for that.
undefined;`;

/** Moves the time slider to moments across the recording: ms until each is shown. */
export const SCRUB = `(async () => {
  ${UNTIL}
  const slider = document.querySelector('.transport input[type=range]');
  const count = Number(slider.max) + 1;
  const times = [];
  for (let index = 1; index <= 41; index++) {
    const position = (index * 37) % count;
    const startMs = performance.now();
    setTo(slider, position);
    await until(() => textOf('.now small').startsWith('moment ' + (position + 1) + ' of') && isShown());
    times.push(performance.now() - startMs);
    await new Promise((done) => setTimeout(done, 100));
  }
  return times;
})()`;

/** Drags the slider of the surge back and forth: the page's own figure for each new ranking, ms. */
export const WHAT_IF = `(async () => {
  ${UNTIL}
  const slider = document.getElementById('filter-surgeLong-min');
  const ends = [Number(slider.min), Number(slider.max)];
  const times = [];
  for (let index = 0; index < 31; index++) {
    const before = textOf('.what-if-head .muted');
    const startMs = performance.now();
    setTo(slider, ends[index % 2]);
    // The same counts and the same time look as before: such a change is not in the median.
    const hasChanged = () => !['', before].includes(textOf('.what-if-head .muted'));
    await until(() => hasChanged() || performance.now() - startMs > 500);
    if (hasChanged()) times.push(parseFloat(textOf('.what-if-head .muted').split('·').at(-1)));
    await new Promise((done) => setTimeout(done, 50));
  }
  return times;
})()`;
