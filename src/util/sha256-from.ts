/** A text, of which the UTF-8 counts, or a typed array, of which the bytes count. */
export type HashPart = Float64Array | Uint8Array | string;

/** A hash that is under way. */
export interface RunningSha256 {
  update(part: HashPart): void;
  /** Lower-case hex. Once, at the end. A promise where another thread does the work. */
  digest(): string | Promise<string>;
}

/** One whose digest is there at once. */
export interface SyncSha256 extends RunningSha256 {
  digest(): string;
}

/**
 * SHA-256 of parts one after the other, lower-case hex. Passed in: Node and browsers have different ones. Parts are
 * taken one by one, so that they can be made when it is their turn.
 */
export interface Sha256 {
  (parts: Iterable<HashPart>): string;
  /** For what is hashed with pauses between. */
  readonly start: () => RunningSha256;
}

/** Both ways of hashing out of one. */
export function sha256From(start: () => SyncSha256): Sha256 {
  const hashAll = (parts: Iterable<HashPart>): string => {
    const hash = start();
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  return Object.assign(hashAll, { start });
}
