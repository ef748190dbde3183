import { escapeHtml } from '../../src/cli/format/escape-html.js';
import type { RenderedPage } from './render-page.js';

const STYLE = `
:root { color-scheme: light dark; --line: #8884; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { border-right: 1px solid var(--line); padding: 1rem 1.25rem; font-size: 0.9em; height: 100vh; overflow: auto; position: sticky; top: 0; box-sizing: border-box; }
nav h1 { font-size: 1.2em; } nav h2 { font-size: 1em; margin: 1.2em 0 0.3em; } nav ul, nav ol { padding-left: 1.1em; margin: 0; }
main { padding: 1rem 2rem 4rem; max-width: 60rem; }
pre { overflow: auto; padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 6px; line-height: 1.35; }
code { font: 0.9em ui-monospace, monospace; } img { max-width: 100%; }
table { border-collapse: collapse; display: block; overflow: auto; } td, th { border: 1px solid var(--line); padding: 0.3em 0.6em; }
@media (max-width: 60rem) { body { display: block; } nav { position: static; height: auto; border: 0; border-bottom: 1px solid var(--line); } }
`;

export interface PageFrame {
  /** HTML of the navigation. */
  readonly navigation: string;
  /** Path of the first page, relative to this one. */
  readonly home: string;
}

/** A complete page: no script, nothing loaded from elsewhere. */
export function pageHtml({ title, body }: RenderedPage, { navigation, home }: PageFrame): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<nav><p><a href="${home}">Squall</a></p>${navigation}</nav>
<main>${body}</main>
</body>
</html>
`;
}
