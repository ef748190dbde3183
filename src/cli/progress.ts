import { CLEAR_LINE } from './output.js';

/** A line on stderr that counts the markets, only on a terminal. */
export function progressLine(quiet: boolean): {
  readonly update: (done: number, total: number) => void;
  readonly clear: () => void;
} {
  const { stderr } = process;
  if (quiet || !stderr.isTTY) return { update: () => undefined, clear: () => undefined };
  let shown = false;
  return {
    update: (done, total) => {
      shown = true;
      stderr.write(`${CLEAR_LINE}scan ${done}/${total}`);
    },
    clear: () => {
      if (shown) stderr.write(CLEAR_LINE);
    },
  };
}
