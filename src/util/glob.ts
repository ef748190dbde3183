/** A test for one case-insensitive text pattern: `*` matches any characters, everything else itself. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const parts = pattern.toUpperCase().split(/\*+/);
  const [first] = parts;
  const last = parts[parts.length - 1];
  if (parts.length === 1) return (text) => text.toUpperCase() === first;
  return (text) => {
    const upper = text.toUpperCase();
    const end = upper.length - last.length;
    if (!upper.startsWith(first) || !upper.endsWith(last) || end < first.length) return false;
    let at = first.length;
    // Matching each part as early as possible leaves the most room for those after it.
    for (const part of parts.slice(1, -1)) {
      const found = upper.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}
