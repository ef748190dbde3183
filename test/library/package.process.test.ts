import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { Browser } from 'playwright-core';
import { candleCsv } from '../support/candle-csv.js';
import { launchChromium, serveFolder } from '../support/chromium.js';

const run = promisify(execFile);

/** A separate empty folder, far from our node_modules. */
const home = mkdtempSync(join(tmpdir(), 'squall-package-'));

interface Hashes {
  readonly wasm: string;
  readonly isolated: boolean | null;
  readonly simd: { readonly indicators: string; readonly scan: string };
  readonly scalar: unknown;
  readonly js: unknown;
}

function packed(): string {
  // The build is there; building again would change files under the feet of other tests.
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return join(home, (JSON.parse(output) as { filename: string }[])[0].filename);
}

beforeAll(async () => {
  writeFileSync(join(home, 'package.json'), '{"name":"consumer","private":true,"type":"module"}\n');
  await run('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', packed()], {
    cwd: home,
  });
  for (const name of ['consumer.mjs', 'consumer-types.mts']) {
    copyFileSync(resolve('test/library', name), join(home, name));
  }
}, 120_000);

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Processes of a command and everything below it. */
function helpTexts(command: Command): string[] {
  return [command.helpInformation(), ...command.commands.flatMap(helpTexts)];
}

async function hashesInNode(): Promise<Hashes> {
  const code =
    "const { hashes } = await import('./consumer.mjs'); console.log(JSON.stringify(await hashes()))";
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: home });
  return JSON.parse(stdout) as Hashes;
}

describe('the package, installed in an empty folder', () => {
  test('contains what runs, and neither tests nor scripts', () => {
    const files = readdirSync(join(home, 'node_modules/squall'), { recursive: true, encoding: 'utf8' });
    for (const needed of ['bin/squall.js', 'build/squall.simd.wasm', 'build/js/src/index.d.ts', 'LICENSE']) {
      expect(files).toContain(needed);
    }
    expect(files.filter((file) => /(^|\/)(test|scripts|bench)\//.test(file))).toEqual([]);
  });

  test('computes', async () => {
    const { simd, scalar, js } = await hashesInNode();
    expect(simd.indicators).toMatch(/^[0-9a-f]{64}$/);
    expect([scalar, js]).toEqual([simd, simd]);
  });

  test('carries its build, and builds nothing where it is installed', () => {
    const { scripts } = JSON.parse(readFileSync(join(home, 'node_modules/squall/package.json'), 'utf8')) as {
      scripts: object;
    };
    for (const hook of ['prepare', 'preinstall', 'install', 'postinstall'])
      expect(scripts).not.toHaveProperty(hook);
  });

  test('has every file that a help text names', async () => {
    const { buildProgram } = await import('../../src/cli/program.js');
    const named = new Set(
      helpTexts(buildProgram())
        .join()
        .match(/\b(docs|schemas|presets)\/[\w.-]+\.\w+/g),
    );
    expect(named.size).toBeGreaterThan(2);
    expect([...named].filter((file) => !existsSync(join(home, 'node_modules/squall', file)))).toEqual([]);
  });

  test('does the first example of docs/library.md', async () => {
    const [, example] =
      /## In short\n\n```js\n([\s\S]*?)```/.exec(readFileSync('docs/library.md', 'utf8')) ?? [];
    mkdirSync(join(home, 'candles'));
    writeFileSync(join(home, 'candles/candles.csv.gz'), gzipSync(candleCsv({ markets: 2, bars: 600 })));
    const shown =
      'console.log(JSON.stringify([rsi.length, markets.length, resultSha256.length, mine.counts.scanned]));';
    const { stdout } = await run(
      process.execPath,
      ['--input-type=module', '-e', [example, shown].join('\n')],
      { cwd: home },
    );
    const [last] = stdout.trimEnd().split('\n').slice(-1);
    expect(JSON.parse(last)).toEqual([100, 400, 64, 3]);
  });

  test('scans by npx, without a registry', async () => {
    const args = ['--offline', 'squall', 'scan', '--markets', '30'];
    const { stdout } = await run('npx', args, { cwd: home });
    expect(stdout).toMatch(/30 markets · \d+ passed/);
  });

  test('includes its command', async () => {
    const command = join(home, 'node_modules/.bin/squall');
    const { stdout } = await run(command, ['scan', '--markets', '30', '--json', '--quiet'], { cwd: home });
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, counts: { listed: 30 } });
  });

  test('is typed', async () => {
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--skipLibCheck',
      'false',
    ];
    await run(
      process.execPath,
      [resolve('node_modules/typescript/bin/tsc'), ...options, 'consumer-types.mts'],
      { cwd: home },
    );
  });

  // The resolution of TypeScript before 4.7, which programs that compile to CommonJS often still have.
  test('is typed for the old resolution too, all of its entries', async () => {
    writeFileSync(
      join(home, 'old-types.ts'),
      `import { scan, simulate } from 'squall';
       import { indicators } from 'squall/kernels';
       import { openCandles } from 'squall/node';
       export const length: number = [scan, simulate, indicators, openCandles].length;
       // @ts-expect-error the types are there: this is no number
       export const wrong: number = simulate;\n`,
    );
    const options =
      '--noEmit --strict --skipLibCheck --module commonjs --moduleResolution node10 --ignoreDeprecations 6.0';
    await run(
      process.execPath,
      [
        resolve('node_modules/typescript/bin/tsc'),
        ...options.split(' '),
        '--target',
        'es2023',
        'old-types.ts',
      ],
      { cwd: home },
    );
  });

  test('can be required: Node 20.19 and newer do that with modules', async () => {
    const code = `
      const { scan, simulate } = require('squall');
      const { indicators } = require('squall/kernels');
      const { openCandles } = require('squall/node');
      void scan(simulate({ seed: 1, marketCount: 20 })).then(({ counts }) =>
        console.log(JSON.stringify([counts.listed, typeof indicators, typeof openCandles])));`;
    const flags = ['--disable-warning=ExperimentalWarning', '--input-type=commonjs', '-e', code];
    const { stdout } = await run(process.execPath, flags, { cwd: home });
    expect(JSON.parse(stdout)).toEqual([20, 'function', 'function']);
  });
});

describe('the package, built by Vite, in Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    const page = join(home, 'page');
    mkdirSync(page);
    writeFileSync(
      join(page, 'index.html'),
      '<!doctype html><title>…</title><script type="module" src="main.js"></script>',
    );
    writeFileSync(
      join(page, 'main.js'),
      "import { hashes } from '../consumer.mjs';\nglobalThis.result = hashes();\n",
    );
    await run(
      process.execPath,
      [resolve('node_modules/vite/bin/vite.js'), 'build', page, '--logLevel', 'warn'],
      {
        cwd: home,
      },
    );
    browser = await launchChromium();
  }, 60_000);

  afterAll(() => browser.close());

  test('ships the wasm in separate files, one per engine, and nothing of Node', () => {
    const assets = readdirSync(join(home, 'page/dist/assets'));
    expect(assets.map((name) => name.replace(/-[\w-]+\./, '.'))).toEqual(
      expect.arrayContaining(['simd.js', 'scalar.js']),
    );
    const script = assets
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(join(home, 'page/dist/assets', name), 'utf8'));
    expect(script.join('')).not.toMatch(/node:(fs|crypto)/);
    // The preset validator costs nothing without a user preset: it is in a separate file, or in none.
    expect(script.find((text) => text.includes('crossOriginIsolated'))).not.toContain(
      'json-schema.org/draft',
    );
  });

  test.each([true, false])(
    'computes the same bytes as Node (cross-origin isolated: %s)',
    async (isolated) => {
      const server = await serveFolder(join(home, 'page/dist'), isolated);
      try {
        const page = await browser.newPage();
        const failures: string[] = [];
        page.on('pageerror', (error) => failures.push(error.message));
        await page.goto(server.url);
        const result = await page.evaluate<Hashes>('globalThis.result');
        expect(failures).toEqual([]);
        expect(result).toEqual({ ...(await hashesInNode()), isolated });
        await page.close();
      } finally {
        server.close();
      }
    },
  );
});
