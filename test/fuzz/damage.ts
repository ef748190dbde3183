import fc from 'fast-check';

/** Damage to a file of any kind: cut, overwritten, repeated, and meaningful pieces inserted. */
interface Damage {
  readonly kind: 'set' | 'cut' | 'repeat' | 'insert';
  readonly at: number;
  readonly length: number;
  readonly piece: Buffer;
}

const PIECES = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\n',
    '\r\n',
    '\0',
    'null',
    'true',
    '-1',
    '1e400',
    '1e308',
    'NaN',
    '0',
  ],
  ...[
    '"__proto__":',
    '"constructor":',
    '"\\ud800"',
    '\u202e',
    '\u001b[31m',
    '\u200b',
    '../../x',
    '"',
    '\ufeff',
  ],
  ...['['.repeat(5_000), '9'.repeat(400), 'x'.repeat(70_000)],
];

const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('set', 'cut', 'repeat', 'insert'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 400 })),
  piece: fc.oneof(
    fc.constantFrom(...PIECES).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  ),
});

export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(damage, { minLength: 1, maxLength: 4 });

export function damaged(original: Uint8Array, all: readonly Damage[]): Buffer {
  return all.reduce(change, Buffer.from(original));
}

function change(bytes: Buffer, { kind, at, length, piece }: Damage): Buffer {
  const start = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, start), bytes.subarray(start)];
  if (kind === 'cut') return Buffer.concat([before, after.subarray(length)]);
  if (kind === 'repeat') return Buffer.concat([before, after.subarray(0, length), after]);
  if (kind === 'insert') return Buffer.concat([before, piece, after]);
  return Buffer.concat([before, piece, after.subarray(piece.length)]);
}

/** For JSON also another value somewhere, so that it stays JSON. */
export function otherJson(text: string, at: number, value: unknown): string {
  const places: ((put: unknown) => void)[] = [];
  const root = { root: JSON.parse(text) as unknown };
  const visit = (parent: Record<string, unknown>): void => {
    for (const key of Object.keys(parent)) {
      places.push((put) => (parent[key] = put));
      const child = parent[key];
      if (typeof child === 'object' && child !== null) visit(child as Record<string, unknown>);
    }
  };
  visit(root);
  places[Math.min(places.length - 1, Math.floor(at * places.length))](value);
  return JSON.stringify(root.root);
}

/** Values that no document expects anywhere. */
export const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1.5,
    1e308,
    1e-320,
    '',
    '__proto__',
    'x\u202e\u001b[31m',
    [],
    {},
    [[]],
    [null],
    '../../x',
    'x'.repeat(20_000),
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
