import { jsonOf } from '../util/plain-text.js';
import type { EventStreamOpener } from './event-streams.js';

/** A request that has passed every guard. */
export interface GuardedRequest {
  readonly query: URLSearchParams;
  /** Values of the `:names` in the route's pattern; each matches {@link ID}. */
  readonly params: Readonly<Record<string, string>>;
  /** The JSON of a POST, parsed; undefined for other methods. */
  readonly body: unknown;
  /** The raw header `Range`; null if the whole file is requested. */
  readonly range: string | null;
}

/** Part of an open file, which is closed when it has been sent or its client is gone. */
export interface FileBody {
  readonly descriptor: number;
  readonly fromByte: number;
  readonly bytes: number;
}

export interface Reply {
  /** @default 200 */
  readonly status?: number;
  /** The Content-Type. */
  readonly type: string;
  /** In addition to those that every reply has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A file is sent in pieces, however large it is. */
  readonly body: string | Uint8Array | FileBody;
}

/** A reply that stays open: server-sent events. */
export interface EventReply {
  readonly events: EventStreamOpener;
}

/**
 * One route. Handlers never see a path: a URL can only contain an id, to be looked up by the handler. A GET
 * route answers HEAD too.
 */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** `/history`, `/recordings/:id` */
  readonly pattern: string;
  readonly handler: (request: GuardedRequest) => Reply | EventReply | Promise<Reply | EventReply>;
}

/** Pattern of a `:name`. */
const ID = /^[0-9a-z-]{1,64}$/;

export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The matching route, or the methods of the path (none: there is no such path). */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): RouteMatch | { readonly methods: readonly string[] } {
  const matches = routes.flatMap((route) => {
    const params = matchPattern(route.pattern, path);
    return params === null ? [] : [{ route, params }];
  });
  const wanted = method === 'HEAD' ? 'GET' : method;
  const match = matches.find(({ route }) => route.method === wanted);
  return (
    match ?? {
      methods: matches.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : ['POST'])),
    }
  );
}

function matchPattern(pattern: string, path: string): Record<string, string> | null {
  const expected = pattern.split('/');
  const given = path.split('/');
  if (expected.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    if (segment.startsWith(':')) {
      if (!ID.test(given[index])) return null;
      params[segment.slice(1)] = given[index];
    } else if (segment !== given[index]) return null;
  }
  return params;
}

/** A value as JSON. */
export function jsonReply(value: unknown, status = 200): Reply {
  return { status, type: 'application/json; charset=utf-8', body: `${jsonOf(value)}\n` };
}
