import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from '../support/jest.js';
import { type Content, writeFileWhole as writeWhole } from '../../src/files/write-file.js';

const writeFileWhole = (file: string, content: Content): Promise<void> =>
  writeWhole(file, (write) => write(content));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const modeOf = (name: string): number => statSync(at(name)).mode & 0o7777;

describe('a file that is written', () => {
  test('is new with the mode of any new file, and leaves nothing beside it', async () => {
    await writeFileWhole(at('out'), 'new');
    expect(readFileSync(at('out'), 'utf8')).toBe('new');
    expect(modeOf('out') & ~0o644).toBe(0);
    expect(readdirSync(folder)).toEqual(['out']);
  });

  test.each([0o600, 0o640, 0o666, 0o400 | 0o200, 0o755])('keeps its mode %o', async (mode) => {
    writeFileSync(at('out'), 'old');
    chmodSync(at('out'), mode);
    await writeFileWhole(at('out'), 'new');
    expect([readFileSync(at('out'), 'utf8'), modeOf('out')]).toEqual(['new', mode]);
  });

  test('is the end of links, which stay links', async () => {
    mkdirSync(at('there'));
    writeFileSync(at('there/real'), 'old');
    symlinkSync('there/real', at('one'));
    symlinkSync(at('one'), at('two'));
    await writeFileWhole(at('two'), 'new');
    expect(readFileSync(at('there/real'), 'utf8')).toBe('new');
    expect([at('one'), at('two')].map((path) => lstatSync(path).isSymbolicLink())).toEqual([true, true]);
  });

  test('is created where a dangling link leads', async () => {
    symlinkSync('not-yet', at('link'));
    await writeFileWhole(at('link'), 'new');
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('not-yet'), 'utf8')).toBe('new');
  });

  test('is none where links go round', async () => {
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    await expect(writeFileWhole(at('a'), 'new')).rejects.toMatchObject({ code: 'ELOOP' });
  });

  test('is not written through links that wait at names of the past', async () => {
    writeFileSync(at('victim'), 'untouched');
    const { pid } = process;
    for (const name of [`.out.${pid}.tmp`, `out.tmp-${pid}-1`, `out.${pid}.tmp`, `.squall-${pid}-1.tmp`]) {
      symlinkSync('victim', at(name));
    }
    await writeFileWhole(at('out'), 'new');
    expect(readFileSync(at('victim'), 'utf8')).toBe('untouched');
  });

  test('may have a name as long as names may be', async () => {
    const name = 'x'.repeat(255);
    await writeFileWhole(at(name), 'new');
    expect(readdirSync(folder)).toEqual([name]);
  });

  test('is not a folder, and is in an existing folder', async () => {
    mkdirSync(at('folder'));
    await expect(writeFileWhole(at('folder'), 'new')).rejects.toMatchObject({ code: 'EISDIR' });
    await expect(writeFileWhole(at('none/out'), 'new')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('leaves other names of the old file unchanged', async () => {
    writeFileSync(at('out'), 'old');
    linkSync(at('out'), at('kept'));
    await writeFileWhole(at('out'), 'new');
    expect(readFileSync(at('kept'), 'utf8')).toBe('old');
  });

  test('is whole whatever existed before, whatever happens', async () => {
    const content = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array());
    await fc.assert(
      fc.asyncProperty(content, content, async (before, after) => {
        await writeFileWhole(at('out'), before);
        await writeFileWhole(at('out'), after);
        expect(readFileSync(at('out')).equals(Buffer.from(after as Uint8Array))).toBe(true);
        expect(readdirSync(folder)).toEqual(['out']);
      }),
      { numRuns: 30 },
    );
  });
});

describe('what is no file', () => {
  test('a device is written straight into', async () => {
    await writeFileWhole('/dev/null', 'gone');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    await expect(writeFileWhole('/dev/full', 'x')).rejects.toMatchObject({ code: 'ENOSPC' });
    symlinkSync('/dev/null', at('link'));
    await writeFileWhole(at('link'), 'gone');
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
  });

  test('a FIFO waits for its reader and stays one', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    const content = 'x'.repeat(1 << 20);
    const written = writeFileWhole(at('fifo'), content);
    const reader = spawn('cat', [at('fifo')]);
    let read = '';
    reader.stdout.setEncoding('utf8').on('data', (text: string) => (read += text));
    await Promise.all([written, new Promise((resolve) => reader.once('close', resolve))]);
    expect(read === content).toBe(true);
    expect(existsSync(at('fifo')) && statSync(at('fifo')).isFIFO()).toBe(true);
  });
});
