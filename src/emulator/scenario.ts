import { Ajv2020 } from 'ajv/dist/2020.js';
import { SquallError } from '../util/squall-error.js';
import { pathOf, schemaSentence } from '../util/schema-sentence.js';
import { suggestion } from '../util/did-you-mean.js';
import { FAULTS, findFault } from './faults/catalogue.js';
import { ENDPOINTS, SCENARIO_SCHEMA } from './scenario-schema.js';
import type { ErrorObject } from 'ajv';
import type { Fault, FaultValues } from './faults/fault.js';
import type { Endpoint } from './types.js';

/** One rule as written by a user. */
interface RuleFile {
  readonly on?: {
    readonly endpoint?: Endpoint | readonly Endpoint[];
    readonly symbol?: string | readonly string[];
    readonly path?: string | readonly string[];
  };
  readonly fault: string;
  readonly with?: FaultValues;
  readonly p?: number;
  readonly nth?: number;
  readonly every?: number;
  readonly times?: number;
  readonly from?: string;
  readonly for?: string;
}

/** One rule, complete: the fault, the requests, and when. */
export interface Rule {
  readonly fault: Fault;
  /** Every parameter of the fault. */
  readonly values: FaultValues;
  /** null = not narrowed. */
  readonly endpoints: readonly Endpoint[] | null;
  /** Patterns; null = not narrowed. */
  readonly symbols: readonly string[] | null;
  readonly paths: readonly string[] | null;
  /** 0…1 */
  readonly chance: number;
  /** Fire on the nth request, on every nth, at most `times` times; null = no limit. */
  readonly nth: number | null;
  readonly every: number | null;
  readonly times: number | null;
  /** In effect while fromMs ≤ elapsed < untilMs. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The first rule that applies to a request decides. */
export type Scenario = readonly Rule[];

const MAX_CHARACTERS = 1 << 20;
/** The first errors of a scenario are enough. */
const MAX_SENTENCES = 20;

const validate = new Ajv2020({ allErrors: true, strict: false, verbose: true }).compile<readonly RuleFile[]>(
  SCENARIO_SCHEMA,
);

/**
 * A scenario: JSON text, or the parsed array.
 * @param origin  its source, for messages: a file name.
 * @throws {SquallError} CONFIG, exit 78: one sentence per error.
 */
export function parseScenario(source: unknown, origin: string): Scenario {
  const file: unknown = typeof source === 'string' ? parseJson(source, origin) : source;
  if (!validate(file)) throw invalid(origin, sentences(validate.errors ?? []));
  const scenario = file.map(complete);
  const contradictions = scenario.flatMap((rule, index) =>
    contradictionsOf(rule).map((sentence) => `rule ${index + 1}: ${sentence}`),
  );
  if (contradictions.length > 0) throw invalid(origin, contradictions);
  return scenario;
}

function parseJson(text: string, origin: string): unknown {
  if (text.length > MAX_CHARACTERS) {
    throw invalid(origin, [`expected at most ${MAX_CHARACTERS} characters, got ${text.length}.`]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(origin, [`not JSON: ${(error as Error).message}`]);
  }
}

function invalid(origin: string, errors: readonly string[]): SquallError {
  const lines = errors.slice(0, MAX_SENTENCES).map((error) => `\n  ${error}`);
  const more = errors.length > MAX_SENTENCES ? `\n  … and ${errors.length - MAX_SENTENCES} more.` : '';
  const message = errors.length === 1 ? ` ${errors[0]}` : lines.join('') + more;
  return new SquallError('CONFIG', `Invalid scenario ${origin}:${message}`);
}

function complete(rule: RuleFile): Rule {
  const fault = findFault(rule.fault) as Fault;
  const defaults = Object.entries(fault.parameters).map(([name, parameter]) => [name, parameter.default]);
  const fromMs = rule.from === undefined ? 0 : durationMs(rule.from);
  return {
    fault,
    values: { ...(Object.fromEntries(defaults) as FaultValues), ...rule.with },
    endpoints: listOf(rule.on?.endpoint),
    symbols: listOf(rule.on?.symbol),
    paths: listOf(rule.on?.path),
    chance: rule.p ?? 1,
    nth: rule.nth ?? null,
    every: rule.every ?? null,
    times: rule.times ?? null,
    fromMs,
    untilMs: rule.for === undefined ? Infinity : fromMs + durationMs(rule.for),
  };
}

function listOf<T extends string>(value: T | readonly T[] | undefined): readonly T[] | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? [value] : value;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `20s` → 20000 */
function durationMs(text: string): number {
  const unit = /[a-z]+$/.exec(text)?.[0] ?? '';
  return Number(text.slice(0, -unit.length)) * UNIT_MS[unit];
}

/** Checks combinations that the schema allows separately. */
function contradictionsOf({ fault, endpoints, nth, every, untilMs, fromMs }: Rule): string[] {
  const found: string[] = [];
  if (nth !== null && every !== null) found.push('expected nth or every, got both.');
  if (untilMs <= fromMs) found.push('for: expected a duration above 0.');
  const touched = fault.endpoints;
  if (touched !== null && endpoints !== null && !endpoints.some((endpoint) => touched.includes(endpoint))) {
    found.push(
      `on.endpoint: expected one of ${touched.join(', ')}, which ${fault.id} can touch, got ${endpoints.join(', ')}.`,
    );
  }
  return found;
}

function sentences(errors: readonly ErrorObject[]): string[] {
  // The conditional only repeats that something inside it failed.
  return errors.filter((error) => error.keyword !== 'if').map(sentence);
}

function sentence(error: ErrorObject): string {
  const path = pathOf(error);
  if (error.keyword === 'enum' && /^\d+\.fault$/.test(path)) {
    const ids = FAULTS.map(({ id }) => id);
    const hint = suggestion(String(error.data), ids) || `; docs/faults.md lists all ${ids.length}.`;
    return `${placeOf(path)}: unknown fault ${JSON.stringify(error.data)}${hint}`;
  }
  return schemaSentence(error, {
    memberAt: (at) => (at.endsWith('.with') ? 'parameter' : 'key'),
    textAt,
    location: placeOf,
  });
}

/** `0.on.symbol` → `rule 1, on.symbol` */
function placeOf(path: string): string {
  const [index, ...rest] = path.split('.');
  if (index === '') return '';
  return [`rule ${Number(index) + 1}`, ...(rest.length === 0 ? [] : [rest.join('.')])].join(', ');
}

function textAt(path: string): string {
  if (path.includes('.on.endpoint')) return `one of ${ENDPOINTS.join(', ')}`;
  if (path.endsWith('.to')) return 'a URL in ASCII';
  return 'a duration like 500ms, 20s, 2m or 1h';
}
