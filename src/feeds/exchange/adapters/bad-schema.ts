import { displaySymbol } from '../../../market/symbol.js';
import { ExchangeFailure } from '../failure.js';

/** The answer about a market is not what was requested. */
export function badSchema(symbol: string, message: string): ExchangeFailure {
  return new ExchangeFailure('BAD_SCHEMA', `${displaySymbol(symbol)}: ${message}`);
}

/** A short description of an outside value, for a message. */
export function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return displaySymbol(JSON.stringify(value) ?? 'nothing');
}

/** A member of an object; undefined if there is none. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
