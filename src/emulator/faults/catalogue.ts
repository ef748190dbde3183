import { FORMS } from './data/forms.js';
import { GAPS } from './data/gaps.js';
import { IDENTITY } from './data/identity.js';
import { MARKETS } from './data/markets.js';
import { TIMES } from './data/times.js';
import { VALUES } from './data/values.js';
import { BODIES } from './http/bodies.js';
import { BREAKS } from './http/breaks.js';
import { DATES } from './http/dates.js';
import { ENCODINGS } from './http/encodings.js';
import { IN_BAND } from './http/in-band.js';
import { LIMITS } from './http/limits.js';
import { OVERSIZE } from './http/oversize.js';
import { SILENCES } from './http/silence.js';
import { STATUSES } from './http/statuses.js';
import type { Fault } from './fault.js';

/** Every fault that a scenario can inject; the docs, the schema and the command line list these. */
export const FAULTS: readonly Fault[] = [
  ...SILENCES,
  ...BREAKS,
  ...ENCODINGS,
  ...LIMITS,
  ...STATUSES,
  ...BODIES,
  ...OVERSIZE,
  ...IN_BAND,
  ...GAPS,
  ...TIMES,
  ...VALUES,
  ...FORMS,
  ...IDENTITY,
  ...DATES,
  ...MARKETS,
];

const byId = new Map(FAULTS.map((fault) => [fault.id, fault]));

export function findFault(id: string): Fault | undefined {
  return byId.get(id);
}
