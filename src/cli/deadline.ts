import { DEADLINE_CODE } from '../feeds/until-deadline.js';
import { SquallError } from '../util/squall-error.js';
import { describeMs } from './parse.js';

/** Aborts after this many ms; its reason is a failure with exit code 21. Does not keep the process alive. */
export function deadlineSignal(deadlineMs: number): AbortSignal {
  const controller = new AbortController();
  const message = `The deadline of ${describeMs(deadlineMs)} passed before any result was available (--deadline)`;
  const pass = (): void => controller.abort(new SquallError(DEADLINE_CODE, message));
  setTimeout(pass, deadlineMs).unref();
  return controller.signal;
}
