import { readFileSync } from 'node:fs';
import { describe, expect, test } from '../../support/jest.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { faultDocs } from '../../../scripts/fault-docs.js';
import { FAULTS, findFault } from '../../../src/emulator/faults/catalogue.js';
import { TOXICS } from '../../support/toxics/toxic.js';

/** Rows of the fault matrix that no answer of a server can show, and what shows them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  N7: "the client's resolver",
  N8: 'test/support/tls-front.ts',
  N20: "the client's environment",
  D15: 'the size of the world',
};

const rows = (letter: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
const ajv = new Ajv2020({ strict: false });

const MATRIX = [...rows('N', 20), ...rows('D', 18)];

describe('the catalogue of faults', () => {
  test('has at least 60 faults, each with its own id', () => {
    const ids = FAULTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(60);
  });

  test('covers every row of the matrix that is on the wire', () => {
    const covered = new Set(FAULTS.map(({ row }) => row));
    expect(MATRIX.filter((row) => !covered.has(row)).sort()).toEqual(Object.keys(ELSEWHERE).sort());
  });

  test('names only rows of the matrix', () => {
    const named = [...FAULTS, ...Object.values(TOXICS)].map(({ row }) => row);
    expect(named.filter((row) => !MATRIX.includes(row))).toEqual([]);
  });

  test.each([
    'hang blackhole reset resetMidBody closeMidBody gzReset gzClose gzChunkedShort gzStall stallBody slowBody',
    's429 s429Date s429Absurd s429Negative s429None s418 s500 s501 s502 s503 s504 s599 s202 s304 s403waf s451 s404',
    'html200 html200AsJson truncJson nullJson strJson emptyObj garbageEnc gzipTrunc unknownEnc',
    'huge gzipBomb hugeHeader redirect closeAfterResponse',
  ])('has what the matrix requires: %s', (ids) => {
    expect(ids.split(' ').filter((id) => findFault(id) === undefined)).toEqual([]);
  });

  test.each(FAULTS.map((fault) => [fault.id, fault] as const))('%s is described and in range', (_, fault) => {
    expect(fault.description).toMatch(/^[A-Z].*\.$/);
    expect(fault.description).not.toContain('|');
    expect(fault.ends.length).toBeGreaterThan(0);
    expect(Boolean(fault.mutate) !== Boolean(fault.respond)).toBe(true);
    for (const parameter of Object.values(fault.parameters)) {
      const isValid = ajv.validate(parameter, parameter.default);
      expect([parameter, isValid]).toEqual([parameter, true]);
    }
  });

  test('is what docs/faults.md says', () => {
    expect(readFileSync('docs/faults.md', 'utf8')).toBe(faultDocs());
  });
});
