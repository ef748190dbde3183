/** A text, hashed as UTF-8, or a typed array, hashed as bytes. */
export type HashPart = Float64Array | Uint8Array | string;

/** A hash in progress. */
export interface RunningSha256 {
  update(part: HashPart): void;
  /** Lower-case hex. Once, at the end. A promise if another thread does the work. */
  digest(): string | Promise<string>;
}

/** A hash whose digest is synchronous. */
export interface SyncSha256 extends RunningSha256 {
  digest(): string;
}

/**
 * SHA-256 of consecutive parts, lower-case hex. Passed in: Node and browsers have different ones. Parts are
 * taken one by one, so that they can be created on demand.
 */
export interface Sha256 {
  (parts: Iterable<HashPart>): string;
  /** For hashing with pauses in between. */
  readonly start: () => RunningSha256;
}

/** Both ways of hashing from one. */
export function sha256From(start: () => SyncSha256): Sha256 {
  const hashAll = (parts: Iterable<HashPart>): string => {
    const hash = start();
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  return Object.assign(hashAll, { start });
}
