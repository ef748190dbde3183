import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { canonicalJson } from '../../src/util/canonical-json.js';

describe('canonicalJson', () => {
  test('sorts keys at every depth and keeps the order of arrays', () => {
    expect(canonicalJson({ b: [3, 1], a: { d: null, c: 'x' } })).toBe('{"a":{"c":"x","d":null},"b":[3,1]}');
  });

  test('sorts by code units, not by language', () => {
    expect(canonicalJson({ a: 1, B: 2, '10': 3, '9': 4, é: 5 })).toBe('{"10":3,"9":4,"B":2,"a":1,"é":5}');
  });

  test('leaves out keys that are undefined', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  test('writes the same for −0 and 0', () => {
    expect(canonicalJson([-0])).toBe('[0]');
  });

  test.each([NaN, Infinity, -Infinity])('rejects %p, which JSON cannot represent', (value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
  });

  test('rejects anything but JSON', () => {
    expect(() => canonicalJson([undefined])).toThrow('Expected a JSON value, got undefined.');
    expect(() => canonicalJson({ a: 1n })).toThrow('Expected a JSON value, got bigint.');
  });

  test('means the same as the value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });
});

/** The value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
