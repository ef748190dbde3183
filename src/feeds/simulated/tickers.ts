import { createRng, type Rng } from '../../util/rng.js';

const CONSONANTS = 'BDFGKLMNPRSTVXZ';
const VOWELS = 'AEIOU';
/** C = consonant, V = vowel; the shapes of most real tickers, short ones more often. */
const SHAPES = ['CVC', 'CVC', 'CVCV', 'CVCV', 'VCVC', 'CVCCV', 'CVCVC', 'CVCVC'];
/** A ticker in a demo must not be a rude word by chance. */
const UNWANTED =
  /NAZ|NIG|FAG|FUK|FUX|SEX|TIT|ANUS|ANAL|RAP|PED|DIK|KIK|GOR|PIS|PORN|SLU|FAT|DEAD|PUT|TARD|NEG/;

function invent(rng: Rng): string {
  let name = '';
  for (const sound of SHAPES[rng.below(SHAPES.length)]) {
    const letters = sound === 'C' ? CONSONANTS : VOWELS;
    name += letters[rng.below(letters.length)];
  }
  return name;
}

/**
 * Pronounceable tickers, no duplicates and none of those taken; the first n are the same for any count.
 * @param count  0…100,000; the shapes have room for about 80,000 before the search becomes slow.
 */
export function inventTickers(key: number, count: number, taken: Iterable<string>): string[] {
  const rng = createRng(key);
  const seen = new Set(taken);
  const tickers: string[] = [];
  while (tickers.length < count) {
    const name = invent(rng);
    if (seen.has(name) || UNWANTED.test(name)) continue;
    seen.add(name);
    tickers.push(name);
  }
  return tickers;
}
