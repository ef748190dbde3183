import { httpFault } from '../fault.js';
import { HTML, MAINTENANCE_PAGE } from './bodies.js';
import { bodyOf, send } from './wire.js';
import type { End } from '../fault.js';

const errorJson = (status: number): string => JSON.stringify({ code: -1, msg: `Injected status ${status}.` });

/** An error status with a JSON body. */
function jsonStatus(status: number, row: string, ends: readonly End[], meaning: string) {
  return httpFault({
    id: `s${status}`,
    row,
    description: `Status ${status}, ${meaning}, with a JSON body.`,
    ends,
    respond: (context) => send(context, status, {}, errorJson(status)),
  });
}

/** An error status with the page of a proxy in front of the exchange. */
function htmlStatus(status: number, meaning: string) {
  return httpFault({
    id: `s${status}html`,
    row: 'N11',
    description: `Status ${status}, ${meaning}, with an HTML page that announces maintenance.`,
    ends: ['HTTP_MAINTENANCE'],
    respond: (context) => send(context, status, HTML, MAINTENANCE_PAGE),
  });
}

/** A status that is not an error by its class, with the usual body: only 200 is an answer. */
function oddStatus(status: number, meaning: string, ends: readonly End[] = ['BAD_BODY']) {
  return httpFault({
    id: `s${status}`,
    row: 'N16',
    description: `Status ${status}, ${meaning}, with the body of a good answer if the status may have one.`,
    ends,
    respond: (context) => send(context, status, {}, bodyOf(context)),
  });
}

/** Outcomes if a request about one market is rejected for that market only. */
const REFUSED: readonly End[] = ['HTTP_BLOCKED', 'MARKET_GONE'];

/** N11, N16 to N18: statuses that are sufficient by themselves. */
export const STATUSES = [
  jsonStatus(500, 'N11', ['HTTP_5XX'], 'internal error'),
  jsonStatus(501, 'N11', ['HTTP_5XX'], 'not implemented'),
  jsonStatus(502, 'N11', ['HTTP_5XX'], 'bad gateway'),
  jsonStatus(503, 'N11', ['HTTP_5XX'], 'unavailable'),
  jsonStatus(504, 'N11', ['HTTP_5XX'], 'gateway timeout'),
  htmlStatus(500, 'internal error'),
  htmlStatus(502, 'bad gateway'),
  htmlStatus(503, 'unavailable'),
  htmlStatus(504, 'gateway timeout'),
  oddStatus(599, 'which no standard knows', ['HTTP_5XX']),
  oddStatus(202, 'accepted'),
  oddStatus(204, 'no content'),
  oddStatus(206, 'partial content'),
  oddStatus(304, 'not modified'),
  jsonStatus(404, 'N18', REFUSED, 'not found'),
  jsonStatus(451, 'N18', ['HTTP_BLOCKED'], 'refused for legal reasons'),
  httpFault({
    id: 's403waf',
    row: 'N18',
    description: 'Status 403 with the page of a web application firewall.',
    ends: REFUSED,
    respond: (context) =>
      send(
        context,
        403,
        HTML,
        '<html><head><title>403 Forbidden</title></head><body>Request blocked.</body></html>',
      ),
  }),
  httpFault({
    id: 'redirect',
    row: 'N17',
    description: 'A redirect to another place.',
    ends: ['BAD_BODY'],
    parameters: {
      status: { type: 'integer', minimum: 300, maximum: 308, default: 302, description: 'HTTP status.' },
      to: {
        type: 'string',
        pattern: '^[!-~]{1,2000}$',
        default: 'http://169.254.169.254/latest/meta-data/',
        description: 'Location, a URL in ASCII.',
      },
    },
    respond: (context, { status, to }) => send(context, status, { location: to }, ''),
  }),
];
