/** The parsed target of a request line. */
export interface RequestTarget {
  /** `/history`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Maximum bytes of a request target; the longest that a route needs is a tenth of it. */
export const MAX_TARGET_BYTES = 2048;

/**
 * Segments are plain names: no percent-encoding, so that nothing is decoded twice; no empty ones; none that
 * starts with a dot, so that no path climbs.
 */
const PATH = /^\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)?$/;
const CONTROL = /\p{Cc}/u;

/** Null if the target is not `/path?query` in the narrow form used by routes here. Never throws. */
export function parseTarget(raw: string): RequestTarget | null {
  const mark = raw.indexOf('?');
  const path = mark < 0 ? raw : raw.slice(0, mark);
  if (!PATH.test(path)) return null;
  const query = new URLSearchParams(mark < 0 ? '' : raw.slice(mark + 1));
  for (const [name, value] of query) if (CONTROL.test(name) || CONTROL.test(value)) return null;
  return { path, query };
}
