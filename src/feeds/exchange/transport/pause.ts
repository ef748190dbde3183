/** Limits of a pause requested by an exchange: an absurd one must neither hammer nor stop us for ever. */
const SHORTEST_MS = 1_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** The longest ban that Binance documents. */
const LONGEST_BAN_MS = 3 * 86_400_000;
/** The shortest ban that Binance documents; used if an answer names no end. */
const DEFAULT_BAN_MS = 2 * 60_000;

type Headers = Readonly<Record<string, string>>;

/**
 * Pause requested with "too many requests", ms; null if unspecified. `Retry-After` in seconds or as HTTP-date
 * (RFC 9110 §10.2.3), otherwise the reset headers of Bybit (UTC ms) and KuCoin (ms). A date counts from the
 * exchange's own `Date`, so that our clock being wrong does not matter.
 */
export function askedPauseMs(headers: Headers, wallMs: number): number | null {
  const nowMs = serverMs(headers) ?? wallMs;
  const retryAfter = headers['retry-after']?.trim();
  if (retryAfter) {
    if (/^[+-]?\d+(\.\d+)?$/.test(retryAfter)) return Number(retryAfter) * 1000;
    const dateMs = Date.parse(retryAfter);
    if (Number.isFinite(dateMs)) return dateMs - nowMs;
  }
  const resetMs = Number(headers['x-bapi-limit-reset-timestamp']);
  if (resetMs > 0) return resetMs - nowMs;
  const leftMs = Number(headers['gw-ratelimit-reset']);
  return leftMs > 0 ? leftMs : null;
}

/** Wall time until which nothing must be sent after "too many requests", UTC ms: from 1 s to 15 min ahead. */
export function pauseUntilMs(headers: Headers, wallMs: number): number {
  return wallMs + clamp(askedPauseMs(headers, wallMs) ?? SHORTEST_MS, LONGEST_PAUSE_MS);
}

/**
 * Wall time until which an address is banned, UTC ms: the time in the text, `Retry-After`, or 2 minutes; 3 days at
 * most.
 */
export function banUntilMs(text: string, headers: Headers, wallMs: number): number {
  const untilMs = bannedUntil(text);
  const leftMs =
    untilMs === null
      ? (askedPauseMs(headers, wallMs) ?? DEFAULT_BAN_MS)
      : untilMs - (serverMs(headers) ?? wallMs);
  return wallMs + clamp(leftMs, LONGEST_BAN_MS);
}

/** The time in Binance's "IP banned until 1499827319559", UTC ms; null if there is none. */
export function bannedUntil(text: string): number | null {
  const match = /banned until (\d{13})\b/i.exec(text);
  return match ? Number(match[1]) : null;
}

/** The exchange's own time by its `Date` header, UTC ms. */
function serverMs(headers: Headers): number | null {
  const ms = Date.parse(headers.date ?? '');
  return Number.isFinite(ms) ? ms : null;
}

function clamp(ms: number, longestMs: number): number {
  return Math.min(Math.max(ms, SHORTEST_MS), longestMs);
}
