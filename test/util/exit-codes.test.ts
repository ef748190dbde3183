import { readFileSync } from 'node:fs';
import { describe, expect, test } from '../support/jest.js';
import { exitCodeDocs } from '../../scripts/exit-code-docs.js';
import { emptyFile } from '../../src/feeds/candle-files/input-error.js';
import { FAILURE_CODES } from '../../src/feeds/exchange/failure.js';
import { ERROR_CODES, EXIT, isErrorCode } from '../../src/util/error-codes.js';
import { SquallError } from '../../src/util/squall-error.js';

describe('the table of error codes', () => {
  test('is what docs/exit-codes.md says (npm run exit-codes)', () => {
    expect(readFileSync('docs/exit-codes.md', 'utf8')).toBe(exitCodeDocs());
  });

  test('names every code in the docs', () => {
    const docs = exitCodeDocs();
    const isNamed = (code: string): boolean =>
      docs.includes(`\`${code}\``) || docs.includes(`\`${code.split('_')[0]}_…\``);
    expect(Object.keys(ERROR_CODES).filter((code) => !isNamed(code))).toEqual([]);
  });

  test('documents scope, retry and exit code of every failure of an exchange', () => {
    const section = exitCodeDocs().split('## Codes of an exchange')[1];
    const rows = section.matchAll(/^\| `(\w+)` \| (\w+) \| (\w+) \| (\d+) \| .{10,} \|$/gm);
    const documented = [...rows].map(([, code, scope, retry, exitCode]) => [
      code,
      { scope, retry, exitCode: Number(exitCode) },
    ]);
    expect(documented).toEqual(FAILURE_CODES.map((code) => [code, ERROR_CODES[code]]));
  });

  test('decides what an error is, unless the error is narrower', () => {
    const usual = new SquallError('HTTP_BAN', 'Banned.', { untilMs: 7 });
    expect(usual).toMatchObject({ exitCode: EXIT.tryLater, scope: 'exchange', retry: 'until', untilMs: 7 });
    const final = new SquallError('BAD_BODY', 'Too big.', { retry: 'no', scope: 'exchange' });
    expect(final).toMatchObject({ exitCode: EXIT.protocol, scope: 'exchange', retry: 'no', untilMs: null });
    expect(new SquallError('DEADLINE', 'Late.', { exitCode: EXIT.data }).exitCode).toBe(65);
    expect(emptyFile('The file is empty.')).toMatchObject({ exitCode: EXIT.data, scope: 'process' });
    expect(isErrorCode('HTTP_BAN') && !isErrorCode('toString')).toBe(true);
  });
});
