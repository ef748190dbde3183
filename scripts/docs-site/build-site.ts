import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path/posix';
import type { RenderedPage } from './render-page.js';
import { renderPage } from './render-page.js';
import { pageHtml } from './template.js';

export interface Site {
  /** Path within the site → HTML. */
  readonly pages: ReadonlyMap<string, string>;
  /** Files linked from pages, by their path in the repository and in the site. */
  readonly assets: readonly string[];
}

/** Documents outside docs/ that are linked. */
const ROOT_DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];
const INDEX = 'docs/README.md';

/** Every document of the repository. */
export function documents(): string[] {
  const inDocs = readdirSync('docs').filter((name) => name.endsWith('.md'));
  return [...ROOT_DOCUMENTS, ...inDocs.sort().map((name) => `docs/${name}`)];
}

/**
 * The site of these Markdown files; docs/README.md also provides the navigation.
 * @param read  the text of a document
 * @throws {Error} a list of all dead links: to a missing file, page or heading.
 */
export function buildSite(
  files: readonly string[] = documents(),
  read: (file: string) => string = (file) => readFileSync(file, 'utf8'),
): Site {
  const isDocument = new Set(files);
  const rendered = new Map<string, RenderedPage>();
  for (const file of files) {
    rendered.set(
      file,
      renderPage(read(file), (link) => hrefIn(file, link, isDocument)),
    );
  }
  const dead: string[] = [];
  const assets = new Set<string>();
  for (const [file, { links }] of rendered) {
    for (const link of links.filter(isOwn)) {
      const { path, anchor } = targetOf(file, link);
      const page = rendered.get(path);
      if (page === undefined && !isFile(path)) dead.push(`${file}: ${link}`);
      else if (page === undefined) assets.add(path);
      else if (anchor !== '' && !page.anchors.has(anchor)) dead.push(`${file}: ${link}`);
    }
  }
  if (dead.length > 0) throw new Error(`Links that lead nowhere:\n${dead.join('\n')}`);
  const order = readingOrder(rendered);
  const pages = new Map<string, string>();
  for (const [file, page] of rendered) {
    const navigation = renderPage(read(INDEX), (link) =>
      hrefFrom(file, targetOf(INDEX, link), link, isDocument),
    );
    const hrefTo = (path: string): string => relative(dirname(pathOf(file)), path);
    const next = order.get(file);
    const frame = {
      navigation: navigation.body,
      home: hrefTo('index.html'),
      here: hrefTo(pathOf(file)),
      next:
        next === undefined ? null : { href: hrefTo(pathOf(next)), title: rendered.get(next)?.title ?? next },
    };
    pages.set(pathOf(file), pageHtml(page, frame));
  }
  return { pages, assets: [...assets].sort() };
}

/** Document → the one after it, in the order in which the index first names them. */
function readingOrder(rendered: ReadonlyMap<string, RenderedPage>): Map<string, string> {
  const links = rendered.get(INDEX)?.links ?? [];
  const named = new Set(links.filter(isOwn).map((link) => targetOf(INDEX, link).path));
  const files = [...named].filter((file) => rendered.has(file));
  return new Map(files.slice(1).map((file, index) => [files[index], file]));
}

/** docs/README.md → docs/index.html */
export function pathOf(file: string): string {
  return file.replace(/README\.md$/, 'index.md').replace(/\.md$/, '.html');
}

interface Target {
  /** In the repository. */
  readonly path: string;
  readonly anchor: string;
}

const isOwn = (link: string): boolean => !/^[a-z]+:/i.test(link);

function targetOf(file: string, link: string): Target {
  const [path, anchor = ''] = decodeURI(link).split('#');
  return { path: path === '' ? file : normalize(join(dirname(file), path)), anchor };
}

function hrefIn(file: string, link: string, isDocument: ReadonlySet<string>): string {
  return hrefFrom(file, targetOf(file, link), link, isDocument);
}

function hrefFrom(
  from: string,
  { path, anchor }: Target,
  link: string,
  isDocument: ReadonlySet<string>,
): string {
  if (!isOwn(link)) return link;
  const to = isDocument.has(path) ? pathOf(path) : path;
  return (
    encodeURI(relative(dirname(pathOf(from)), to)) + (anchor === '' ? '' : `#${encodeURIComponent(anchor)}`)
  );
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
