import { count, httpFault } from '../fault.js';
import { bodyOf, half, send } from './wire.js';

export const MAINTENANCE_PAGE =
  '<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>';

export const HTML = { 'content-type': 'text/html; charset=utf-8' };

/** N12, N13: a good status with a body that is not the API's. */
export const BODIES = [
  httpFault({
    id: 'html200',
    row: 'N12',
    description: 'A maintenance page with status 200.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, HTML, MAINTENANCE_PAGE),
  }),
  httpFault({
    id: 'html200AsJson',
    row: 'N12',
    description: 'A maintenance page with status 200 that says it is JSON.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, {}, MAINTENANCE_PAGE),
  }),
  httpFault({
    id: 'truncJson',
    row: 'N13',
    description: 'A complete HTTP message whose JSON stops in the middle.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, {}, half(bodyOf(context))),
  }),
  httpFault({
    id: 'shortLength',
    row: 'N13',
    description: 'Content-Length is half of the body; the rest follows on the connection.',
    ends: ['BAD_BODY'],
    respond: (context) => {
      const bytes = bodyOf(context);
      return send(context, 200, { 'content-length': String(half(bytes).length) }, bytes);
    },
  }),
  httpFault({
    id: 'emptyBody',
    row: 'N13',
    description: 'Status 200 and no body.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, {}, ''),
  }),
  httpFault({
    id: 'nullJson',
    row: 'N13',
    description: 'The body is null.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, {}, 'null'),
  }),
  httpFault({
    id: 'strJson',
    row: 'N13',
    description: 'The body is a JSON string.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, {}, '"hi"'),
  }),
  httpFault({
    id: 'numJson',
    row: 'N13',
    description: 'The body is a JSON number.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, {}, '42'),
  }),
  httpFault({
    id: 'nanJson',
    row: 'N13',
    description: 'The body contains the word NaN, which is not JSON.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, {}, '[[1700000000000,NaN,NaN,NaN,NaN,NaN]]'),
  }),
  httpFault({
    id: 'twoJson',
    row: 'N13',
    description: 'The body is sent twice in a row.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, {}, Buffer.concat([bodyOf(context), bodyOf(context)])),
  }),
  httpFault({
    id: 'emptyObj',
    row: 'N13',
    description: 'The body is {}.',
    ends: ['BAD_SCHEMA'],
    respond: (context) => send(context, 200, {}, '{}'),
  }),
  httpFault({
    id: 'emptyArray',
    row: 'N13',
    description: 'The body is []: on some exchanges that is an answer without candles.',
    ends: ['BAD_SCHEMA', 'DATA_EMPTY'],
    respond: (context) => send(context, 200, {}, '[]'),
  }),
  httpFault({
    id: 'deepJson',
    row: 'N13',
    description: 'Nested arrays, as deep as requested.',
    ends: ['BAD_SCHEMA', 'BAD_BODY'],
    parameters: { depth: count(10_000, 1, 1_000_000, 'Depth of nesting.') },
    respond: (context, { depth }) => send(context, 200, {}, '['.repeat(depth) + ']'.repeat(depth)),
  }),
];
