import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { csvLines } from '../../src/cli/format/csv-lines.js';
import { markdownText } from '../../src/cli/format/scan-formats.js';
import { outgoingText, paintFor } from '../../src/cli/format/style.js';
import { NO_METRICS } from '../../src/indicators/metrics.js';
import type { ScanDocument } from '../../src/scanner/scan-document.js';
import { jsonOf, plainJson, plainText, shownValue } from '../../src/util/plain-text.js';
import { soundRows } from '../market/candles.js';
import { runCli } from '../support/run-cli.js';

/** C0 but the line feed, DEL, C1, bidi, zero-width, tags, fillers, separators. */
const UNSAFE =
  '\u0000 \u0007 \u0008 \u000d \u001b[31m \u001b]0;x\u0007 \u007f \u0085 \u009b31m \u00ad \u061c \u200b \u200d \u200e \u202e \u2028 \u2029 \u2060 \u2066 \u3164 \ufeff \u{e0041}'.split(
    ' ',
  );
const CONTROL = String.raw`\u0000-\u0009\u000b-\u001f\u007f-\u009f`;
const RAW = new RegExp(`[${CONTROL}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u3164]`, 'u');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-clean-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const texts = fc.array(fc.oneof(fc.constantFrom(...UNSAFE), fc.string({ unit: 'binary', maxLength: 5 })), {
  maxLength: 8,
});

describe('text that leaves', () => {
  test('has nothing in it that a terminal obeys', () => {
    fc.assert(
      fc.property(texts, (parts) => {
        expect(plainText(parts.join('a'))).not.toMatch(RAW);
        expect(outgoingText(parts.join('a'))).not.toMatch(RAW);
      }),
    );
  });

  test('keeps our own colours, and none that came with a name', () => {
    const paint = paintFor('always');
    const text = paint('bold', `a${paint('red', '\u001b[32mb')}`);
    expect(outgoingText(`${text}\u001b[31mc`)).toBe('\u001b[1ma\u001b[31m[32mb\u001b[39m\u001b[22m[31mc');
  });

  test('as JSON says the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), texts), (value) => {
        const json = jsonOf(value, 2);
        expect(json).not.toMatch(RAW);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(plainJson(json)).toBe(json);
      }),
    );
  });

  test('shows of a long or deep value a part', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    for (const value of [deep, 'x'.repeat(1e6), { a: 'y'.repeat(1e6) }, undefined, 10, null, Symbol('s')]) {
      expect(shownValue(value).length).toBeLessThanOrEqual(101);
    }
  });
});

describe('a cell of CSV', () => {
  test.each([
    '=1+1',
    '+1',
    '-1',
    '@x',
    '\uff1d1',
    '\uff0b1',
    '\ufe661',
    'a;=1',
    'a;\u2212 1',
    ' =1',
    'a\n=1',
    '\t@x',
  ])('%p is not a formula', (text) => {
    const [line] = csvLines([[text]]).split(/\n(?=")|\n$/);
    for (const part of line.replace(/^"|"$/g, '').split(/[;\t\r\n]/)) {
      expect(part.trim()).not.toMatch(/^[=+\-@\u2212\ufe66\uff0b\uff1d]/u);
    }
  });

  test('is unchanged if nothing is wrong with it', () => {
    expect(csvLines([['BTC/USDT', -1.5, 'a-b', null, true]])).toBe('BTC/USDT,-1.5,a-b,,true\n');
  });
});

describe('Markdown', () => {
  test('shows links, HTML and emphasis literally', () => {
    const market = { symbol: '[x](http://e)|<b>*a*_b_`c` www.e', rank: 1, score: 1, metrics: {} };
    const document = {
      preset: { name: '<i>' },
      source: { kind: 'candles', detail: 'a.csv' },
      timeframe: '5m',
      asOf: '',
      counts: { passed: 1, listed: 1 },
      markets: [
        {
          ...market,
          ...{ score100: null, errors: [], filters: [], levels: [], metrics: NO_METRICS },
        },
      ],
    } as unknown as ScanDocument;
    const text = markdownText(document);
    expect(text).toContain('\\[x\\]\\(http\\://e\\)\\|\\<b\\>\\*a\\*\\_b\\_\\`c\\` www\\.e');
    expect(text).toContain('\\<i\\>');
  });
});

describe('names from outside', () => {
  test.each(['table', 'json', 'ndjson', 'csv', 'md', 'tv', 'pairlist'])(
    'leave clean as %s',
    async (format) => {
      const rows = soundRows(60);
      const names = UNSAFE.map((unsafe, index) => `A${index}${unsafe}B/US${unsafe}DT`);
      const candles = Object.fromEntries(
        names.map((name) => [
          name,
          rows.map((row) => [row.openTimeMs, row.open, row.high, row.low, row.close, row.volume]),
        ]),
      );
      const file = join(folder, 'names.json');
      writeFileSync(file, JSON.stringify(candles));
      const out = join(folder, `out.${format}`);
      const args = ['--candles', file, '--all', '--min-coverage', '0', '--verbose'];
      const runs = [
        await runCli(['scan', ...args, '--format', format, '--color', 'never']),
        await runCli(['scan', ...args, '--format', format, '-o', out]),
        await runCli(['explain', names[4], '--candles', file, '--color', 'never']),
        await runCli(['explain', `${names[4]}x`, '--candles', file]),
        await runCli(['scan', '--candles', `${file}\u202e\u001b[31m`, '--json']),
        await runCli(['scan', ...args, '--quote', '\u001b[31mX\u202e']),
      ];
      for (const { exitCode, stdout, stderr } of runs) {
        expect([0, 64, 65, 66]).toContain(exitCode);
        expect(stdout).not.toMatch(RAW);
        expect(stderr).not.toMatch(RAW);
      }
      expect(readFileSync(out, 'utf8')).not.toMatch(RAW);
    },
  );
});
