import { httpFault } from '../fault.js';
import { bodyOf, send } from './wire.js';

/** D13: the exchange's time in its Date header. */
export const DATES = [
  httpFault({
    id: 'date.skew',
    row: 'D13',
    description: 'The Date header is wrong by some seconds; bodies with the time are right.',
    ends: ['OK'],
    parameters: {
      seconds: {
        type: 'integer',
        minimum: -86_400,
        maximum: 86_400,
        default: 3600,
        description: 'Seconds ahead (negative: behind).',
      },
    },
    respond: (context, { seconds }) =>
      send(
        context,
        context.answer.status,
        { date: new Date(context.request.receivedAtMs + 1000 * seconds).toUTCString() },
        bodyOf(context),
      ),
  }),
  httpFault({
    id: 'date.missing',
    row: 'D13',
    description: 'There is no Date header.',
    ends: ['OK'],
    respond: (context) => send(context, context.answer.status, { date: null }, bodyOf(context)),
  }),
  httpFault({
    id: 'date.garbage',
    row: 'D13',
    description: 'The Date header is not a date.',
    ends: ['OK'],
    respond: (context) => send(context, context.answer.status, { date: 'yesterday' }, bodyOf(context)),
  }),
];
