import type { Refusal } from './refusal.js';
import { MAX_TARGET_BYTES, parseTarget } from './request-target.js';
import { isSameToken } from './token.js';

/** What is known about a request before any of its body is read. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** Alternating names and values, as received: duplicates are preserved. */
  readonly rawHeaders: readonly string[];
}

export interface GuardPolicy {
  /** Host headers that mean this server, exactly: `127.0.0.1:9464`. */
  readonly hosts: ReadonlySet<string>;
  readonly token: string;
  /** Name of the cookie that may carry the token for reading. */
  readonly cookie: string;
  /**
   * Which requests need the token: those that change something, or all of them (a server that others can
   * reach).
   */
  readonly tokenFor: 'changes' | 'everything';
}

const METHODS = ['GET', 'HEAD', 'POST'] as const;

/** Values of a header, one for each time it was sent. @param name  in lower case */
function headerValues(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1].toLowerCase() === name);
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/**
 * Checks that apply to every request regardless of its target; null if it passes. The Host comes first: a
 * name of an attacker's that resolves to this machine (DNS rebinding) makes a browser take our answers for
 * theirs.
 */
export function checkRequest(head: RequestHead, policy: GuardPolicy): Refusal | null {
  return (
    checkHost(head, policy) ??
    checkMethod(head) ??
    checkTarget(head) ??
    checkOrigin(head, policy) ??
    checkToken(head, policy)
  );
}

function checkHost({ rawHeaders }: RequestHead, { hosts }: GuardPolicy): Refusal | null {
  const given = headerValues(rawHeaders, 'host');
  if (given.length === 1 && hosts.has(given[0])) return null;
  return { status: 421, code: 'WRONG_HOST', message: 'This server does not answer for that host.' };
}

function checkMethod({ method }: RequestHead): Refusal | null {
  if ((METHODS as readonly string[]).includes(method)) return null;
  const allowed = METHODS.join(', ');
  return {
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    message: `Expected the method to be one of ${allowed}.`,
    headers: { Allow: allowed },
  };
}

function checkTarget({ target }: RequestHead): Refusal | null {
  if (Buffer.byteLength(target) > MAX_TARGET_BYTES) {
    const message = `Expected a request target of at most ${MAX_TARGET_BYTES} bytes.`;
    return { status: 414, code: 'TARGET_TOO_LONG', message };
  }
  if (parseTarget(target) !== null) return null;
  return {
    status: 400,
    code: 'BAD_TARGET',
    message: 'Expected a request target like /path or /path?name=value.',
  };
}

/**
 * Browsers send the origin of a request. Changes must come from a page of ours or from a program that says so
 * (`Origin`); reading is denied to scripts of other sites, not to links.
 */
function checkOrigin({ method, rawHeaders }: RequestHead, { hosts }: GuardPolicy): Refusal | null {
  const origins = headerValues(rawHeaders, 'origin');
  const sites = headerValues(rawHeaders, 'sec-fetch-site');
  const isNavigation = headerValues(rawHeaders, 'sec-fetch-mode').join() === 'navigate';
  const isOurs =
    origins.length === 1 &&
    hosts.has(origins[0].replace(/^http:\/\//, '')) &&
    origins[0].startsWith('http://');
  const isSameOrigin = sites.length === 1 && sites[0] === 'same-origin';
  const isForeignOrigin = origins.length > 0 && !isOurs;
  const isForeignSite = sites.some((site) => site !== 'same-origin' && site !== 'none');
  const isAllowed = isSafe(method)
    ? !isForeignOrigin && (!isForeignSite || isNavigation)
    : !isForeignOrigin && !isForeignSite && (isOurs || isSameOrigin);
  if (isAllowed) return null;
  return {
    status: 403,
    code: 'WRONG_ORIGIN',
    message: isSafe(method)
      ? 'Pages of other sites may not read from this server.'
      : 'Expected an Origin header that names this server.',
  };
}

function checkToken(head: RequestHead, { token, tokenFor, cookie }: GuardPolicy): Refusal | null {
  const { method, rawHeaders } = head;
  if (tokenFor === 'changes' && isSafe(method)) return null;
  const bearers = headerValues(rawHeaders, 'authorization');
  const [, bearer] = /^Bearer ([A-Za-z0-9_-]{1,256})$/.exec(bearers.length === 1 ? bearers[0] : '') ?? [];
  // Browsers send cookies by themselves, so one is not enough for a change.
  const given = [bearer, ...(isSafe(method) ? cookieValues(head, cookie) : [])];
  if (given.some((value) => value !== undefined && isSameToken(value, token))) return null;
  return {
    status: 401,
    code: 'WRONG_TOKEN',
    message:
      'Expected the header `Authorization: Bearer TOKEN` with the token of this server; in a browser, open its address once with ?token=TOKEN.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  };
}

function cookieValues({ rawHeaders }: RequestHead, name: string): string[] {
  const pairs = headerValues(rawHeaders, 'cookie').flatMap((header) => header.split(/; */));
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}
