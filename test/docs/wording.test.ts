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

/** Manners of speech that a native writer does not have; held in sources, tests and documents. */
const MANNERS: readonly Rule[] = [
  { pattern: /\b(?:is|are|was|were|be|been|being|not|as|than|that|what) asked for\b/i, instead: 'requested' },
  {
    pattern: /\b(?:asks?|asking) (?:again )?for (?:the|an?|it|them|all|each|every|more|bars|candles)\b/i,
    instead: 'requests',
  },
  {
    pattern: /\b(?:is|are|was|were|be|been|not) looked at\b/i,
    instead: 'scanned, read, checked, used',
  },
  { pattern: /\b(?:goes|went|gone|going) on\b/i, instead: 'continues, runs, resumes' },
  { pattern: /\b(?:stands?|stood) still\b/i, instead: 'is stopped, does not move, is flat' },
  {
    pattern: /\b(?:stands?|stood) (?:in|at|beside|behind|there|after|before|above|below)\b/i,
    instead: 'is, appears',
  },
  { pattern: /\b(?:be|is|are) had\b/i, instead: 'is available' },
  {
    pattern: /(?<!\b(?:long|far|soon|fast) )\bas (?:it|they) (?:was|were|came|stands?)\b/i,
    instead: 'unchanged, as received',
  },
  { pattern: /\b(?:became|becomes|come) of\b/i, instead: 'the outcome of' },
  { pattern: /\b(?:null|NaN|empty) where\b(?! not)/i, instead: 'null if' },
  { pattern: /\bwhere there (?:is|are|was|were)\b/i, instead: 'if there is' },
  { pattern: /\bat the (?:most|least)\b/i, instead: 'at most, maximum' },
  { pattern: /\bcomput(?:ed?|es|ing) again\b/i, instead: 'recomputes' },
  { pattern: /\bagain and again\b|\bover and over\b/i, instead: 'repeatedly' },
  { pattern: /\bin one go\b|\bby the way\b/i, instead: 'at once, without a pause' },
  {
    pattern:
      /\b(?:an?|the) (?:file|folder|process|thread|copy|task|result|budget|scan) of (?:its|their|our) own\b/i,
    instead: 'a separate one',
  },
  {
    pattern: /\b(?:a|one) (?:line|row|file|paragraph|column|word|phrase) an? (?!time\b)[a-z]+/i,
    instead: 'one per',
  },
  { pattern: /\b(?:is|are|was|were) not there\b/i, instead: 'is missing, does not exist' },
  { pattern: /\b(?:Kept|Read|Taken|Done|Left) are\b/, instead: 'usual word order' },
  { pattern: /\bcomes? (?:once|twice)\b/i, instead: 'is repeated, occurs once' },
  { pattern: /, else (?:the|that|those|an?|as|what|it|by|to|in|from)\b/i, instead: 'otherwise' },
  { pattern: /\banew\b/i, instead: 'again, afresh' },
  { pattern: /\bgives? (?:it|them|the memory) back\b/i, instead: 'frees, releases, returns' },
  { pattern: /\b(?:at most|after|for|than|with|by) so (?:many|much|long)\b/i, instead: 'this many' },
  { pattern: /\bput aside\b/i, instead: 'set aside' },
  { pattern: /\b(?:requests?|batch(?:es)?|calls?) (?:\w+ )?under way\b/i, instead: 'in flight' },
  { pattern: /\bwrote where it must not\b/i, instead: 'wrote out of bounds' },
  {
    pattern:
      /\b(?:it|that|which) is no (?:number|time|preset|recording|file|folder|list|JSON|candles?|market)\b/i,
    instead: 'is not a …',
  },
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
  'not asked for, as ',
  'candles were not asked for',
  'It had not been looked at when',
  'price alone, which stands still',
  'bars that stand still keep it',
  'a market that stands still keeps its value',
  'a market that stands still for long',
  'null where the ATR is below',
  'The batch was computed again',
  'computed again by the JavaScript',
];

const SOURCES = ['src', 'web', 'assembly', 'scripts', 'bench'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|tsx|mjs)$/.test(name) && !name.includes('node_modules'))
    .sort()
    .map((name) => `${folder}/${name}`),
);

const TESTS = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter(
    (name) => /\.(?:ts|mjs)$/.test(name) && !name.includes('node_modules') && name !== 'docs/wording.test.ts',
  )
  .sort()
  .map((name) => `test/${name}`);

const HELD = [...SOURCES, ...TESTS, ...MARKDOWN_FILES];

/** The titles of tests, and of groups of tests, one per line. */
function titlesIn(text: string): string {
  const titles = text.matchAll(
    /(?:\b(?:test|describe)(?:\.\w+)*|\](?: as const)?,?\s*\))\(\s*(['"`])((?:\\.|(?!\1)[^\\])+)\1\s*,/g,
  );
  return [...titles].map(([, , title]) => `'${title}'`).join('\n');
}

/** A text with each comment in one line. */
function unwrapped(text: string): string {
  return text.replace(/\n *(?:\*|\/\/) (?! *[@|-])/g, ' ');
}

function faults(file: string, text: string, rules: readonly Rule[] = RULES): string[] {
  const sentences = IN_RESULTS.reduce((rest, sentence) => rest.replaceAll(sentence, ''), unwrapped(text));
  const found = rules.flatMap(({ pattern, instead }) => {
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

  test('of sources, tests and documents are those of a native writer', () => {
    expect(HELD.length).toBeGreaterThan(1000);
    expect(HELD.flatMap((file) => faults(file, readFileSync(file, 'utf8'), MANNERS))).toEqual([]);
  });

  test('of titles of tests are the ones agreed on', () => {
    const titled = TESTS.map((file) => [file, titlesIn(readFileSync(file, 'utf8'))]);
    expect(titled.join('\n').split('\n').length).toBeGreaterThan(2000);
    expect(titled.flatMap(([file, titles]) => faults(file, titles))).toEqual([]);
  });

  test('titles are found behind a table as well', () => {
    const text = "test('a', () => 0);\ndescribe.each([1])('b %i', f);\ntest.each([\n  ['x'],\n])('c', g);";
    expect(titlesIn(text)).toBe("'a'\n'b %i'\n'c'");
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

  const REJECTED = [
    ['The bars that were not asked for.', 'not asked for'],
    ['A scan asks for the tickers.', 'asks for the'],
    ['Markets that are looked at.', 'are looked at'],
    ['The recording goes on.', 'goes on'],
    ['A clock that stands still.', 'stands still'],
    ['The name stands in the first line.', 'stands in'],
    ['A port that cannot be had.', 'be had'],
    ['The file is left as it was.', 'as it was'],
    ['What became of a request.', 'became of'],
    ['The price; null where it is unknown.', 'null where'],
    ['A default where there is one.', 'where there is'],
    ['Eight threads at the most.', 'at the most'],
    ['Every scan is computed again.', 'computed again'],
    ['Scans again and again.', 'again and again'],
    ['All markets in one go.', 'in one go'],
    ['It runs in a process of its own.', 'a process of its own'],
    ['Writes a line a document.', 'a line a document'],
    ['A file that is not there.', 'is not there'],
    ['Kept are only the newest bars.', 'Kept are'],
    ['A symbol that comes twice.', 'comes twice'],
    ['The preset, else the default, else what it has.', ', else the'],
    ['The view is drawn anew.', 'anew'],
    ['It gives the memory back.', 'gives the memory back'],
    ['Stops after so many scans.', 'after so many'],
    ['A damaged file is put aside.', 'put aside'],
    ['Four requests are under way.', 'requests are under way'],
    ['A kernel wrote where it must not.', 'wrote where it must not'],
    ['A text that is no number.', 'that is no number'],
  ] as const;

  test.each(REJECTED)('are rejected as a manner: %s', (text, words) => {
    expect(faults('a.ts', `/** ${text} */`, MANNERS).join()).toContain(words);
  });

  test('of every rule have an example', () => {
    const idle = MANNERS.filter(({ pattern }) => !REJECTED.some(([text]) => pattern.test(text)));
    expect(idle).toEqual([]);
  });

  test.each(['two tokens are told apart', 'it is told from others as of the last bar', 'Out of range.'])(
    'are accepted: %s',
    (text) => {
      expect(faults('a.ts', `/** ${text} */`)).toEqual([]);
    },
  );
});
