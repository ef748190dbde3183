import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '../support/jest.js';

interface Manifest {
  readonly engines: { readonly node: string };
}

/** Runs the command in a Node that says that it is of another version. */
function runAs(version: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const pretend = `data:text/javascript,Object.defineProperty(process, 'version', { value: '${version}' })`;
  const args = ['--import', pretend, resolve('bin/squall.js'), '--version'];
  return new Promise((done) => {
    execFile(process.execPath, args, (error, stdout, stderr) =>
      done({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe('a Node that is too old', () => {
  test.each([
    ['v18.20.4', '18.20'],
    ['v20.18.3', '20.18'],
    ['v12.22.0', '12.22'],
  ])('gets a message with the required and the actual version: %s', async (version, shown) => {
    const stderr = `squall: needs Node 20.19, this is ${shown}\n`;
    expect(await runAs(version)).toEqual({ code: 71, stdout: '', stderr });
  });

  test.each(['v20.19.0', 'v22.0.0', 'v24.1.0', 'v100.0.0-nightly'])('%s is not', async (version) => {
    expect(await runAs(version)).toMatchObject({ code: 0, stderr: '' });
  });

  test('is one below package.json’s minimum', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
    expect(engines.node).toBe('>=20.19.0');
  });

  test('could parse everything that is loaded before the check', () => {
    for (const file of ['bin/squall.js', 'bin/machine-problem.js']) {
      const source = readFileSync(file, 'utf8');
      // Node 12.17 knows modules, import.meta and import(), and none of these.
      expect(source).not.toMatch(/^\s*(const .*= )?await |\?\.|\?\?|#\w+\(|\|\|=|&&=|\bwith \{|\bstatic \{/m);
    }
  });
});
