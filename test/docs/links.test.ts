import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '../support/jest.js';
import { MARKDOWN_FILES, proseOf, readMarkdown } from './markdown.js';

/** As GitHub makes them: lower case, spaces to hyphens, punctuation left out, numbered where they come again. */
function anchorsOf(file: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading] of readMarkdown(file)
    .replace(/^```[\s\S]*?^```$/gm, '')
    .matchAll(/^#{1,6} (.+)$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
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
