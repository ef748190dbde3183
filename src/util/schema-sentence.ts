import type { ErrorObject } from 'ajv';
import { suggestion } from './did-you-mean.js';
import { shownValue } from './plain-text.js';
import type { JsonSchema } from './json-schema.js';

/** What only the owner of a schema can say about it. A path is like `filters.age.minBars`; '' = the whole. */
export interface SchemaWords {
  /** Word for the members of an object: filter, weight, key. */
  readonly memberAt: (path: string) => string;
  /** An example of a valid text. */
  readonly textAt: (path: string) => string;
  /** The location, as it precedes the sentence; default: the path. */
  readonly location?: (path: string) => string;
}

/** Path of an error in the value, like `filters.age.minBars`. */
export function pathOf(error: ErrorObject): string {
  return error.instancePath.slice(1).replaceAll('/', '.');
}

/**
 * One sentence for one error of ajv: where, what was expected, what came, and what may have been meant. The
 * validator must be created with `verbose: true`.
 */
export function schemaSentence(error: ErrorObject, words: SchemaWords): string {
  const path = pathOf(error);
  const location = (words.location ?? String)(path);
  const at = location === '' ? '' : `${location}: `;
  const got = error.data === undefined ? '' : `, got ${shownValue(error.data)}`;
  const schema = error.parentSchema as JsonSchema;
  switch (error.keyword) {
    case 'additionalProperties': {
      const { additionalProperty: key } = error.params as { additionalProperty: string };
      const known = Object.keys(schema.properties ?? {});
      const choices = known.length === 0 ? '; there are none.' : `; expected one of ${known.join(', ')}.`;
      return `${at}unknown ${words.memberAt(path)} ${shownValue(key)}${suggestion(key, known) || choices}`;
    }
    case 'required':
      return `${at}expected ${JSON.stringify((error.params as { missingProperty: string }).missingProperty)}, which is missing.`;
    case 'enum': {
      const choices = (schema.enum ?? []).map(String);
      const hint = typeof error.data === 'string' ? suggestion(error.data, choices) : '';
      return `${at}expected one of ${choices.join(', ')}${got}${hint || '.'}`;
    }
    case 'type':
      return `${at}expected ${[schema.type].flat().join(' or ')}${got}.`;
    case 'minProperties':
      return `${at}expected at least one of ${Object.keys(schema.properties ?? {}).join(', ')}${got}.`;
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum': {
      const { comparison, limit } = error.params as { comparison: string; limit: number };
      const sign = comparison.replace('>=', '≥').replace('<=', '≤');
      return `${at}expected a number ${sign} ${limit}${got}.`;
    }
    case 'minItems':
      return `${at}expected at least ${schema.minItems} entry${got}.`;
    case 'pattern':
      return `${at}expected ${words.textAt(path)}${got}.`;
    default:
      return `${at}expected it to be valid, but it ${error.message ?? 'is not'}${got}.`;
  }
}
