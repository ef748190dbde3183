/** Number of single-character edits between two texts (Levenshtein 1966), case-insensitive. */
export function editDistance(a: string, b: string): number {
  const from = a.toLowerCase();
  const to = b.toLowerCase();
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const substitution = previous[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      current[j] = Math.min(substitution, previous[j] + 1, current[j - 1] + 1);
    }
    previous = current;
  }
  return previous[to.length];
}

/** The candidate that was most likely meant, or null when none is near (a third of the letters, at least 2). */
export function nearest(text: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(text.length / 3)) + 1;
  for (const candidate of candidates) {
    const startsAlike = text.length >= 2 && candidate.toLowerCase().startsWith(`${text.toLowerCase()}/`);
    const distance = startsAlike ? 0 : editDistance(text, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `; did you mean "x"?`, or nothing when no candidate is near. */
export function suggestion(text: string, candidates: Iterable<string>): string {
  const best = nearest(text, candidates);
  return best === null ? '' : `; did you mean ${JSON.stringify(best)}?`;
}
