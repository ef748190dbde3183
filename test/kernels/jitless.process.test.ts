import { execFileSync } from 'node:child_process';
import { expect, test } from '../support/jest.js';

/** Scans the simulated exchange in a `node` with these flags. */
function scanned(...flags: readonly string[]): { engine: string; result: string } {
  const text = execFileSync(
    process.execPath,
    [...flags, 'bin/squall.js', 'scan', '--simulate', '--format', 'json'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const { squall, resultSha256 } = JSON.parse(text) as { squall: { engine: string }; resultSha256: string };
  return { engine: squall.engine, result: resultSha256 };
}

test('without WebAssembly, JavaScript finds the same', () => {
  const jitless = scanned('--jitless');
  expect(jitless.engine).toBe('js');
  expect(jitless.result).toBe(scanned().result);
});
