import type { FailureCode } from '../../feeds/exchange/failure.js';
import type { DataIssueCode } from '../../market/data-issue.js';
import type { JsonSchema } from '../../util/json-schema.js';
import type { Rng } from '../../util/rng.js';
import type { InjectedFault } from '../fault-engine.js';
import type { EmulatedAnswer, EmulatedRequest, Endpoint } from '../types.js';

/** What a `respond` receives from the emulator. */
export type FaultContext = Parameters<NonNullable<InjectedFault['respond']>>[0];

/**
 * Possible outcomes of a call that met the fault on every attempt: a code, or OK: no code, the answer is
 * sound.
 */
export type End = 'OK' | FailureCode | DataIssueCode;

/** One number or text that a scenario may set, with its range and default value. */
export type Parameter = JsonSchema & { readonly default: number | string; readonly description: string };

type ParameterTable = Readonly<Record<string, Parameter>>;

/** The parameters' values, complete and checked. */
type ValuesOf<P extends ParameterTable> = {
  readonly [K in keyof P]: P[K]['default'] extends number ? number : string;
};

export type FaultValues = Readonly<Record<string, number | string>>;

type Mutate<V> = (answer: EmulatedAnswer, request: EmulatedRequest, values: V, random: Rng) => EmulatedAnswer;

type Respond<V> = (context: FaultContext, values: V, random: Rng) => Promise<void>;

/** One row of the catalogue: a way for an exchange to fail. */
export interface Fault<V = FaultValues> {
  readonly id: string;
  /** Row of the fault matrix: N = network and HTTP, D = data. */
  readonly row: string;
  /** What happens on the wire, one sentence. */
  readonly description: string;
  readonly ends: readonly End[];
  readonly parameters: ParameterTable;
  /** Endpoints that it can affect; null = all. */
  readonly endpoints: readonly Endpoint[] | null;
  readonly mutate?: Mutate<V>;
  readonly respond?: Respond<V>;
}

type Row<P extends ParameterTable> = Pick<Fault, 'id' | 'row' | 'description' | 'ends'> & {
  readonly parameters?: P;
};

/** A fault in how the answer is sent; its body does not matter. */
export function httpFault<const P extends ParameterTable = Record<never, Parameter>>(
  row: Row<P> & { readonly endpoints?: readonly Endpoint[]; readonly respond: Respond<ValuesOf<P>> },
): Fault {
  return { parameters: {}, endpoints: null, ...row } as unknown as Fault;
}

/** A fault in what the answer says. */
export function dataFault<const P extends ParameterTable = Record<never, Parameter>>(
  row: Row<P> & { readonly endpoints: readonly Endpoint[]; readonly mutate: Mutate<ValuesOf<P>> },
): Fault {
  return { parameters: {}, ...row } as unknown as Fault;
}

/** A whole number in a range. */
export function count(value: number, minimum: number, maximum: number, description: string) {
  return { type: 'integer', minimum, maximum, default: value, description } as const;
}
