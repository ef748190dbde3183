import fc from 'fast-check';
import { expect, test } from '../support/jest.js';
import { sha256 } from '../../src/platform/node.js';
import { createFastSha256 } from '../../web/engine/fast-sha256.js';

const parts = fc.array(
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }),
    fc.float64Array({ maxLength: 30 }),
  ),
);

async function digestsOf(given: readonly (string | Uint8Array | Float64Array)[]): Promise<string[]> {
  const fast = createFastSha256();
  const running = fast.start();
  for (const part of given) running.update(part);
  return [fast(given), await running.digest()];
}

test('the hashes of the page are those of Node, at once and part by part', async () => {
  await fc.assert(
    fc.asyncProperty(parts, async (given) => {
      const expected = sha256(given);
      expect(await digestsOf(given)).toEqual([expected, expected]);
    }),
  );
});

test('also of more than there is room for at first', async () => {
  const given = ['é'.repeat(300_000), new Uint8Array(900_000).fill(7), '€'.repeat(700_000)];
  const expected = sha256(given);
  expect(await digestsOf(given)).toEqual([expected, expected]);
});

test('also if the browser has no hash of its own', async () => {
  const known = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
  Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
  try {
    const expected = sha256(['a', 'b']);
    expect(await digestsOf(['a', 'b'])).toEqual([expected, expected]);
  } finally {
    if (known === undefined) Reflect.deleteProperty(globalThis, 'crypto');
    else Object.defineProperty(globalThis, 'crypto', known);
  }
});

test('parts of two hashes do not get into each other', async () => {
  const fast = createFastSha256();
  const [one, two] = [fast.start(), fast.start()];
  one.update('a');
  two.update('b');
  one.update('c');
  expect(await Promise.all([one.digest(), two.digest()])).toEqual([sha256(['ac']), sha256(['b'])]);
});
