/** Characters that a terminal acts on, and those that reverse the direction of text. */
const UNSAFE = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/gu;
const QUERY = /\?[^\s"'<>)]*/g;
const USER_INFO = /(\w:\/\/)[^\s/@]+@/g;
const SECRET =
  /((?:api|access)?-?(?:key|secret|token|signature|passphrase|password|cookie)["'\\]*\s*[:=]\s*["'\\]*)[^\s"',;&}\\]+/gi;

/**
 * Text from outside, made safe for a message: without control and bidi characters, query strings, user names
 * in URLs and values that look like secrets; cut to `limit` characters after all removals, never before.
 */
export function redact(text: string, limit = 200): string {
  const clean = text
    .slice(0, 20 * limit)
    .replace(UNSAFE, ' ')
    .replace(QUERY, '')
    .replace(USER_INFO, '$1')
    .replace(SECRET, '$1…')
    .replace(/ {2,}/g, ' ')
    .trim();
  return clean.length <= limit ? clean : `${clean.slice(0, limit - 1)}…`;
}

/** An address with its port: `127.0.0.1:8080`, `[::1]:443`, `localhost:80`. */
const ADDRESS = /(?:\b\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\]|\blocalhost)(?::\d+)?/gi;

/** A message without the addresses dialled: a result must not depend on where the request went. */
export function withoutAddresses(message: string): string {
  return message.replace(ADDRESS, '').replace(/ {2,}/g, ' ').replaceAll(' )', ')');
}

/** `GET api.binance.com/api/v3/klines`: target of a request, without its query. */
export function whereOf(method: string, url: URL): string {
  return redact(`${method} ${url.host}${url.pathname}`, 80);
}
