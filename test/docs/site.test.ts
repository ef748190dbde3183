import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { describe, expect, test } from '../support/jest.js';
import { buildSite, documents, pathOf } from '../../scripts/docs-site/build-site.js';

const { pages, assets } = buildSite();

/** Every link and image of a page that stays within the site. */
function linksOf(html: string): string[] {
  return [...html.matchAll(/(?:href|src)="([^"]+)"/g)]
    .map(([, link]) => link)
    .filter((link) => !/^[a-z]+:/i.test(link));
}

function leadsSomewhere(from: string, link: string): boolean {
  const [path, anchor] = decodeURI(link).split('#');
  const target = path === '' ? from : normalize(join(dirname(from), path));
  if (assets.includes(target)) return true;
  const html = pages.get(target);
  if (html === undefined) return false;
  return anchor === undefined || html.includes(` id="${decodeURIComponent(anchor)}"`);
}

describe('the site that npm run docs:site makes', () => {
  test('has a page for every document', () => {
    expect([...pages.keys()].sort()).toEqual(documents().map(pathOf).sort());
    expect(pages.get('index.html')).toContain('<title>Squall</title>');
  });

  test('has no link that leads nowhere, to headings neither', () => {
    const links = [...pages].flatMap(([from, html]) => linksOf(html).map((link) => ({ from, link })));
    expect(links.filter(({ link }) => link.includes('#')).length).toBeGreaterThan(20);
    expect(links.filter(({ from, link }) => !leadsSomewhere(from, link))).toEqual([]);
  });

  test('needs nothing from elsewhere, and shows no mark of the Markdown', () => {
    for (const html of pages.values()) {
      expect(html).not.toMatch(/<script|<link|src="https?:|<!-- /);
    }
  });

  test('marks where one is, and leads on in the order of the index', () => {
    const tutorial = pages.get('docs/tutorial.html')!;
    expect(tutorial.match(/<a [^>]*aria-current="page"[^>]*>/g)).toEqual([
      '<a href="tutorial.html" aria-current="page">',
    ]);
    expect(tutorial).toContain('<title>Ten minutes with Squall – Squall</title>');
    expect(tutorial).toContain('Next: <a href="metrics.html">');
    expect(pages.get('index.html')).toContain('Next: <a href="docs/tutorial.html">');
    expect(pages.get('SECURITY.html')).not.toContain('Next:');
  });

  test.each([
    ['a document', '[x](no-such.md)'],
    ['a heading', '[x](live.md#no-such-heading)'],
    ['a heading of its own', '[x](#no-such-heading)'],
    ['a picture', '![x](images/no-such.png)'],
    ['a folder', '[x](images)'],
  ])('is not made if a link leads to a missing %s', (_, line) => {
    const read = (file: string): string =>
      readFileSync(file, 'utf8') + (file === 'docs/faq.md' ? `\n${line}\n` : '');
    expect(() => buildSite(documents(), read)).toThrow(/^Links that lead nowhere:\ndocs\/faq\.md: /);
  });
});
