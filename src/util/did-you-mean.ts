import leven from 'leven';

/** Longer names are not typos; comparing takes time proportional to the length of both. */
const MAX_LENGTH = 100;

/**
 * The candidate most likely meant, or null if none is near: as many edits as a third of the letters, at least 2,
 * but not all of them.
 */
export function nearest(text: string, candidates: Iterable<string>): string | null {
  if (text.length > MAX_LENGTH) return null;
  const wanted = text.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(text.length / 3)) + 1;
  for (const candidate of candidates) {
    const name = candidate.toLowerCase();
    const distance = leven(wanted, name, { maxDistance: bestDistance });
    if (distance < bestDistance && isAlike(distance, wanted, name)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** If every letter differs, nothing is alike. */
function isAlike(distance: number, a: string, b: string): boolean {
  return distance === 0 || distance < Math.max(a.length, b.length);
}

/** Shorter texts begin too many names. */
const LEAST_BEGINNING = 3;

/** The only candidate that begins with the text, whatever the case. */
function onlyBeginning(text: string, candidates: readonly string[]): string | null {
  if (text.length < LEAST_BEGINNING) return null;
  const beginning = candidates.filter((name) => name.toLowerCase().startsWith(text.toLowerCase()));
  return beginning.length === 1 ? beginning[0] : null;
}

/** `; did you mean "x"?`, or nothing if no candidate is near. */
export function suggestion(text: string, candidates: Iterable<string>): string {
  return sentence(nearest(text, candidates));
}

/** The same for a name that may be cut short: if none is near, the only one that begins with the text. */
export function nameSuggestion(text: string, names: readonly string[]): string {
  return sentence(nearest(text, names) ?? onlyBeginning(text, names));
}

function sentence(meant: string | null): string {
  return meant === null ? '' : `; did you mean ${JSON.stringify(meant)}?`;
}
