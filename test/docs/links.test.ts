import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '../support/jest.js';
import { slugger } from '../../scripts/docs-site/heading-slug.js';
import { MARKDOWN_FILES, proseOf, readMarkdown } from './markdown.js';

function anchorsOf(file: string): Set<string> {
  const slugOf = slugger();
  const text = readMarkdown(file).replace(/^```[\s\S]*?^```$/gm, '');
  return new Set([...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => slugOf(heading)));
}

const links = MARKDOWN_FILES.flatMap((file) =>
  [...proseOf(readMarkdown(file)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => ({ file, target })),
).filter(({ target }) => !/^[a-z]+:/.test(target));

function isDead({ file, target }: { file: string; target: string }): boolean {
  const [path, anchor] = target.split('#');
  const linked = path === '' ? file : normalize(join(dirname(file), path));
  if (!existsSync(linked)) return true;
  return anchor !== undefined && linked.endsWith('.md') && !anchorsOf(linked).has(anchor);
}

describe('the links of the documents', () => {
  test('lead to files and headings that there are', () => {
    expect(links.length).toBeGreaterThan(40);
    expect(links.filter(isDead)).toEqual([]);
  });

  test('of what is installed lead to files that are installed too', () => {
    const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] };
    // npm packs these whatever `files` says.
    const packed = [...files, 'README.md', 'LICENSE', 'package.json'];
    const isPacked = (path: string): boolean =>
      packed.some((entry) => path === entry || path.startsWith(`${entry}/`));
    const installed = links.filter(({ file }) => file === 'README.md' || file.startsWith('docs/'));
    const targetOf = ({ file, target }: (typeof links)[number]): string => {
      const [path] = target.split('#');
      return path === '' ? file : normalize(join(dirname(file), path));
    };
    expect(installed.map(targetOf).filter((path) => !isPacked(path))).toEqual([]);
  });

  test('of docs/README.md lead to every document', () => {
    const listed = links
      .filter(({ file }) => file === 'docs/README.md')
      .map(({ target }) => `docs/${target.split('#')[0]}`);
    const documents = MARKDOWN_FILES.filter((file) => file.startsWith('docs/') && file !== 'docs/README.md');
    expect(documents.filter((file) => !listed.includes(file))).toEqual([]);
  });

  test('would be seen to be dead', () => {
    const at = (target: string): boolean => isDead({ file: 'docs/live.md', target });
    expect(['no.md', 'exchanges.md#no-such-heading', '../docs/no.png', '#nowhere'].filter(at).length).toBe(4);
    expect(['exchanges.md', '../README.md#install', '#state-folder'].filter(at)).toEqual([]);
  });
});
