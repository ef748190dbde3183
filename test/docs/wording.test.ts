import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '../support/jest.js';
import { MARKDOWN_FILES } from './markdown.js';

// Help, messages, comments and documents use one word for one thing. What is listed here has a plainer way to be said.

interface Rule {
  readonly pattern: RegExp;
  readonly instead: string;
}

const NOUNS =
  'batch|group|candle|bar|market|minute|second|call|request|row|day|scan|process|column|round trip';
const AMOUNTS = 'ns|µs|ms|MB|MiB|bytes|rows|weight|words|values|bps|requests';

const RULES: readonly Rule[] = [
  {
    pattern: /\b(?:is|are|was|were|been|be|not|unless|as|than) told\b(?! (?:apart|from))/i,
    instead: 'reported, shown, known',
  },
  {
    pattern:
      /(?<!to )\b(?:tells?|telling) (?!(?:\S+ ){0,6}(?:apart|from)\b)(?:the|what|of|how|that|when|it)\b/i,
    instead: 'reports, shows, says',
  },
  { pattern: /\b(?:nobody|whoever|somebody)\b/i, instead: 'name who, or say it without' },
  { pattern: new RegExp(`\\b(?:${AMOUNTS}) an? (?:${NOUNS})\\b`), instead: 'per' },
  { pattern: /\bmarkets a batch\b|\bbars a (?:group|call)\b/, instead: 'per' },
  { pattern: /\b(?:null|NaN): (?:it|there|not|nothing|this|unknown)\b/, instead: 'null if …' },
  { pattern: /\bprocessor (?:time|ms)\b/, instead: 'CPU' },
  { pattern: /\bblocks? of bars\b|\bgroups? of four\b/, instead: 'stretch or chunk of bars, block of four' },
];

/** Only where a comment begins. */
const OPENINGS: readonly Rule[] = [
  { pattern: /^Of [a-z]/, instead: 'name the thing' },
  { pattern: /^As of [A-Z#`{]/, instead: 'See …' },
];

/** Sentences of results: their hashes are in every recording, so they do not change. */
const IN_RESULTS: readonly string[] = [
  'the source does not tell when the market was listed',
  'the source does not tell it',
  'the source told no more',
];

const SOURCES = ['src', 'web', 'assembly', 'scripts', 'bench'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|tsx|mjs)$/.test(name) && !name.includes('node_modules'))
    .sort()
    .map((name) => `${folder}/${name}`),
);

/** A text with each comment in one line. */
function unwrapped(text: string): string {
  return text.replace(/\n *(?:\*|\/\/) (?! *[@|-])/g, ' ');
}

function faults(file: string, text: string): string[] {
  const sentences = IN_RESULTS.reduce((rest, sentence) => rest.replaceAll(sentence, ''), unwrapped(text));
  const found = RULES.flatMap(({ pattern, instead }) => {
    const [words] = pattern.exec(sentences) ?? [];
    return words === undefined ? [] : [`${file}: “${words}” → ${instead}`];
  });
  const comments = [...sentences.matchAll(/\/\*\*? ?(.*)|^ *\/\/ (.*)/gm)].map(
    ([, doc, line]) => doc ?? line,
  );
  const opened = comments.flatMap((comment) =>
    OPENINGS.filter(({ pattern }) => pattern.test(comment)).map(
      ({ instead }) => `${file}: “${comment.slice(0, 30)} …” → ${instead}`,
    ),
  );
  return [...found, ...opened];
}

describe('words', () => {
  test('of sources and documents are the ones agreed on', () => {
    const files = [...SOURCES, ...MARKDOWN_FILES, 'CHANGELOG.md'];
    expect(files.length).toBeGreaterThan(800);
    expect(files.flatMap((file) => faults(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  test.each([
    ['/** Days since the listing; null = not told. */', 'not told'],
    ["const message = 'the exchange tells the turnover';", 'tells the'],
    ['// What becomes of it is\n// nobody’s concern.', 'nobody'],
    ["setting('markets a batch')", 'markets a batch'],
    ['/** null: it makes no difference. */', 'null: it'],
    ['/** Of an engine. */', 'Of an engine'],
    ['/** As of MetricsComputer. */', 'As of MetricsComputer'],
  ])('are rejected: %s', (text, words) => {
    expect(faults('a.ts', text).join()).toContain(words);
  });

  test.each(['two tokens are told apart', 'it is told from others as of the last bar', 'Out of range.'])(
    'are accepted: %s',
    (text) => {
      expect(faults('a.ts', `/** ${text} */`)).toEqual([]);
    },
  );
});
