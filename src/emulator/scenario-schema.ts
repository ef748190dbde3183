import { FAULTS } from './faults/catalogue.js';
import type { JsonSchema } from '../util/json-schema.js';
import type { Endpoint } from './types.js';

/** One member per endpoint, so that none can be forgotten. */
const ENDPOINT_NAMES: Readonly<Record<Endpoint, true>> = {
  time: true,
  markets: true,
  tickers: true,
  bidsAsks: true,
  klines: true,
  depth: true,
  openInterest: true,
  openInterestHistory: true,
  other: true,
};

export const ENDPOINTS = Object.keys(ENDPOINT_NAMES) as readonly Endpoint[];

const MAX_RULES = 1000;

function closed(properties: Readonly<Record<string, JsonSchema>>, more: JsonSchema = {}): JsonSchema {
  return { type: 'object', properties, additionalProperties: false, ...more };
}

/** One or several texts. */
function texts(one: JsonSchema, description: string): JsonSchema {
  return { ...one, type: ['string', 'array'], items: { ...one, type: 'string' }, minItems: 1, description };
}

/** `with` for these faults takes these parameters. */
function parametersOf(ids: readonly string[], properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    if: { properties: { fault: { enum: ids } }, required: ['fault'] },
    then: { properties: { with: closed(properties) } },
  };
}

const plain = FAULTS.filter(({ parameters }) => Object.keys(parameters).length === 0);
const tunable = FAULTS.filter((fault) => !plain.includes(fault));

const duration = (description: string): JsonSchema => ({
  type: 'string',
  pattern: '^\\d+(\\.\\d+)?(ms|s|m|h)$',
  description: `${description}, like 500ms, 20s, 2m or 1h.`,
});

const whole = (description: string): JsonSchema => ({ type: 'integer', minimum: 1, description });

const rule: JsonSchema = closed(
  {
    on: closed(
      {
        endpoint: texts(
          { pattern: `^(${ENDPOINTS.join('|')})$` },
          `One or several of ${ENDPOINTS.join(', ')}.`,
        ),
        symbol: texts(
          { minLength: 1 },
          'Markets, like BTC/USDT, BTCUSDT or BTC*; `*` matches any characters. Requests about all markets have none.',
        ),
        path: texts({ minLength: 1 }, 'Paths of requests, like /api/v3/*.'),
      },
      {
        description: 'Which requests; each member narrows. Default: all that the fault can affect.',
        minProperties: 1,
      },
    ),
    fault: {
      type: 'string',
      enum: FAULTS.map(({ id }) => id),
      description: 'The fault to inject into the request.',
    },
    with: { type: 'object', description: "The fault's parameters." },
    p: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description: 'Probability for each request, by the seed. Default: 1.',
    },
    nth: whole('Only this one of the matching requests, from 1.'),
    every: whole('Only every nth of the matching requests.'),
    times: whole('Maximum number of times.'),
    from: duration('Time since the start when the rule takes effect'),
    for: duration('How long the rule is in effect'),
  },
  {
    required: ['fault'],
    allOf: [
      parametersOf(
        plain.map(({ id }) => id),
        {},
      ),
      ...tunable.map(({ id, parameters }) => parametersOf([id], parameters)),
    ],
  },
);

/**
 * JSON Schema of a scenario file, derived from the catalogue of faults. `schemas/scenario.schema.json` is
 * written from it (scripts/write-fault-docs.ts).
 */
export const SCENARIO_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Squall scenario',
  description:
    'What goes wrong on an emulated exchange, and when: the first rule that applies to a request decides.',
  type: 'array',
  maxItems: MAX_RULES,
  items: rule,
};
