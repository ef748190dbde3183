import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FAILURES } from '../../../src/feeds/exchange/failure.js';

describe('failures of an exchange', () => {
  test('stand in docs/exit-codes.md with their scope, retry and exit code', () => {
    const section = readFileSync('docs/exit-codes.md', 'utf8').split('## Codes of an exchange')[1];
    const rows = section.matchAll(/^\| `(\w+)` \| (\w+) \| (\w+) \| (\d+) \| .{10,} \|$/gm);
    const documented = [...rows].map(([, code, scope, retry, exitCode]) => [
      code,
      { scope, retry, exitCode: Number(exitCode) },
    ]);
    expect(documented).toEqual(Object.entries(FAILURES));
  });
});
