/** Exit codes of the process, after BSD sysexits where one fits. The table is documented in docs/exit-codes.md. */
export const EXIT = {
  ok: 0,
  lowCoverage: 20,
  deadline: 21,
  damaged: 22,
  usage: 64,
  data: 65,
  noInput: 66,
  unavailable: 69,
  internal: 70,
  cannotStart: 71,
  cannotCreate: 73,
  io: 74,
  tryLater: 75,
  protocol: 76,
  refused: 77,
  config: 78,
  interrupted: 130,
  terminated: 143,
} as const;

/** A failure that a user can act on: one sentence, a code for machines, and the exit code of the process. */
export class SquallError extends Error {
  override readonly name = 'SquallError';

  constructor(
    readonly code: string,
    message: string,
    readonly exitCode: number,
    readonly scope: 'symbol' | 'exchange' | 'process' = 'process',
    readonly retry: 'no' | 'now' | 'backoff' | 'until' = 'no',
    /** Wall time before which nothing must be tried again, UTC ms; null where nobody said. */
    readonly untilMs: number | null = null,
  ) {
    super(message);
  }
}
