import MarkdownIt from 'markdown-it';
import { slugger } from './heading-slug.js';

export interface RenderedPage {
  /** Text of the first heading. */
  readonly title: string;
  /** Contents of <main>. */
  readonly body: string;
  /** Anchors of its headings. */
  readonly anchors: ReadonlySet<string>;
  /** As written in the Markdown. */
  readonly links: readonly string[];
}

/**
 * One Markdown document as HTML.
 * @param hrefOf  target in the site of a link or image of the document
 */
export function renderPage(markdown: string, hrefOf: (link: string) => string): RenderedPage {
  const renderer = new MarkdownIt({ html: true });
  const tokens = renderer.parse(markdown.replace(/<!--[\s\S]*?-->/g, ''), {});
  const slugOf = slugger();
  const anchors = new Set<string>();
  const links: string[] = [];
  let title = '';
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const { content } = tokens[index + 1];
      const slug = slugOf(content);
      anchors.add(slug);
      token.attrSet('id', slug);
      if (title === '') title = content;
    }
    for (const child of token.children ?? []) {
      const name = child.type === 'link_open' ? 'href' : child.type === 'image' ? 'src' : null;
      const link = name === null ? null : child.attrGet(name);
      if (name === null || link === null) continue;
      links.push(link);
      child.attrSet(name, hrefOf(link));
    }
  }
  return { title, body: renderer.renderer.render(tokens, renderer.options, {}), anchors, links };
}
