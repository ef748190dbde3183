import { escapeHtml } from '../../src/cli/format/escape-html.js';
import type { RenderedPage } from './render-page.js';

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --mark: #8882; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { border-right: 1px solid var(--line); padding: 1rem 1.25rem; font-size: 0.9em; height: 100vh; overflow: auto; position: sticky; top: 0; box-sizing: border-box; }
nav h1 { font-size: 1.2em; } nav h2 { font-size: 1em; margin: 1.2em 0 0.3em; } nav ul, nav ol { padding-left: 1.1em; margin: 0; }
nav [aria-current] { font-weight: bold; text-decoration: none; }
main { padding: 1rem 2rem 4rem; max-width: 60rem; }
main > header { display: none; } main > footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
pre { overflow: auto; padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 6px; line-height: 1.35; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; } pre code { overflow-wrap: normal; } img { max-width: 100%; }
table { border-collapse: collapse; display: block; overflow: auto; } td, th { border: 1px solid var(--line); padding: 0.3em 0.6em; vertical-align: top; }
th { text-align: left; background: var(--mark); } table code { overflow-wrap: normal; }
@media (max-width: 60rem) { body { display: flex; flex-direction: column; } main { order: -1; padding: 0.5rem 1rem 2rem; box-sizing: border-box; width: 100%; } main > header { display: block; } nav { position: static; height: auto; border: 0; border-top: 1px solid var(--line); } }
`;

export interface PageFrame {
  /** HTML of the navigation. */
  readonly navigation: string;
  /** Path of the first page, relative to this one. */
  readonly home: string;
  /** How the navigation links to this page. */
  readonly here: string;
  /** The page to read after this one; null after the last, and where the index does not name this one. */
  readonly next: { readonly href: string; readonly title: string } | null;
}

/** A complete page: no script, nothing loaded from elsewhere. On a narrow screen the navigation comes last. */
export function pageHtml({ title, body }: RenderedPage, { navigation, home, here, next }: PageFrame): string {
  const name = title === 'Squall' ? title : `${title} – Squall`;
  const marked = navigation.replaceAll(`<a href="${here}">`, `<a href="${here}" aria-current="page">`);
  const onward =
    next === null ? '' : `<footer>Next: <a href="${next.href}">${escapeHtml(next.title)}</a></footer>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(name)}</title>
<style>${STYLE}</style>
</head>
<body>
<nav id="documents"><p><a href="${home}">Squall</a></p>${marked}</nav>
<main><header><a href="${home}">Squall</a> · <a href="#documents">all documents</a></header>${body}${onward}</main>
</body>
</html>
`;
}
