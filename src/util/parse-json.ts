/** Deeper nesting than in any document of ours; code that walks values recurses as deep as they do. */
const MAX_DEPTH = 64;

/**
 * Parses a JSON document of ours. A key of `__proto__` is a key like any other; nesting is limited before
 * anything is built.
 * @throws {SyntaxError} invalid JSON, or nested too deep.
 */
export function parseJson(text: string): unknown {
  if (depthOf(text) > MAX_DEPTH) throw new SyntaxError(`nested more than ${MAX_DEPTH} deep`);
  return JSON.parse(text);
}

/** How deep arrays and objects are nested, without checking the text otherwise. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  // Strings are skipped as a whole: brackets inside them are not nesting.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[{]|[\]}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}
