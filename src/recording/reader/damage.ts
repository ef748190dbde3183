/** A part of a recording that differs from what was written, bytes [offset, end). */
export interface Damage {
  readonly offset: number;
  readonly end: number;
  /** A clause about the problem. */
  readonly what: string;
}

export function describeDamage({ offset, end, what }: Damage): string {
  return `bytes ${offset}…${end}: ${what}`;
}
