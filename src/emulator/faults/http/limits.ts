import { count, httpFault } from '../fault.js';
import { send } from './wire.js';
import type { FaultContext } from '../fault.js';

const SECONDS = count(7, 0, 86_400, 'Seconds until requests are accepted again.');

const tooMany = (context: FaultContext, retryAfter: string | null): Promise<void> =>
  send(
    context,
    429,
    { 'retry-after': retryAfter },
    JSON.stringify({ code: -1003, msg: 'Too many requests.' }),
  );

const httpDate = (timeMs: number): string => new Date(timeMs).toUTCString();

/** A 429 with a fixed Retry-After text, or without one. */
function fixed(id: string, description: string, retryAfter: string | null) {
  return httpFault({
    id,
    row: 'N9',
    description,
    ends: ['HTTP_RATE_LIMIT'],
    respond: (context) => tooMany(context, retryAfter),
  });
}

/** N9, N10: the exchange requests a slower pace, or none at all. */
export const LIMITS = [
  httpFault({
    id: 's429',
    row: 'N9',
    description: 'Status 429 with Retry-After in seconds.',
    ends: ['HTTP_RATE_LIMIT'],
    parameters: { retryAfter: SECONDS },
    respond: (context, { retryAfter }) => tooMany(context, String(retryAfter)),
  }),
  httpFault({
    id: 's429Date',
    row: 'N9',
    description: 'Status 429 with Retry-After as an HTTP date, in exchange time.',
    ends: ['HTTP_RATE_LIMIT'],
    parameters: { retryAfter: SECONDS },
    respond: (context, { retryAfter }) =>
      tooMany(context, httpDate(context.request.receivedAtMs + 1000 * retryAfter)),
  }),
  fixed('s429PastDate', 'Status 429 with a Retry-After long in the past.', httpDate(0)),
  fixed('s429Absurd', 'Status 429 with a Retry-After of three centuries.', '9999999999'),
  fixed('s429Negative', 'Status 429 with a negative Retry-After.', '-1'),
  fixed('s429Words', 'Status 429 with a Retry-After that is neither seconds nor a date.', 'soon'),
  fixed('s429None', 'Status 429 without Retry-After.', null),
  httpFault({
    id: 's418',
    row: 'N10',
    description: 'Status 418: the IP is banned; the end of the ban is in the text and in Retry-After.',
    ends: ['HTTP_BAN'],
    parameters: { ban: count(120, 1, 259_200, 'Duration of the ban in seconds.') },
    respond: (context, { ban }) => {
      const untilMs = context.request.receivedAtMs + 1000 * ban;
      const msg = `Way too much request weight used; IP banned until ${untilMs}. Please use WebSocket Streams for live updates to avoid bans.`;
      return send(context, 418, { 'retry-after': String(ban) }, JSON.stringify({ code: -1003, msg }));
    },
  }),
  httpFault({
    id: 's418None',
    row: 'N10',
    description: 'Status 418 that does not say when the ban ends.',
    ends: ['HTTP_BAN'],
    respond: (context) =>
      send(context, 418, {}, JSON.stringify({ code: -1003, msg: 'Way too many requests; IP banned.' })),
  }),
];
