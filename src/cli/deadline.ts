import { DEADLINE_CODE } from '../feeds/until-deadline.js';
import { SquallError } from '../util/squall-error.js';
import { describeMs } from './parse.js';

/** Aborts after so many ms from now; its reason is a failure with exit code 21. It keeps no process alive. */
export function deadlineSignal(deadlineMs: number): AbortSignal {
  const controller = new AbortController();
  const message = `The deadline of ${describeMs(deadlineMs)} passed before anything could be shown (--deadline)`;
  const pass = (): void => controller.abort(new SquallError(DEADLINE_CODE, message));
  setTimeout(pass, deadlineMs).unref();
  return controller.signal;
}
