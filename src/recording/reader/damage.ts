/** A part of a recording that is not what was written, bytes [offset, end). */
export interface Damage {
  readonly offset: number;
  readonly end: number;
  /** A clause: what is wrong. */
  readonly what: string;
}

export function describeDamage({ offset, end, what }: Damage): string {
  return `bytes ${offset}…${end}: ${what}`;
}
