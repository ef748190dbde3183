/** Deeper nesting than any document of ours has; code that walks through values goes as deep as they do. */
const MAX_DEPTH = 64;

/**
 * JSON of a document of ours. A key of `__proto__` is a key like any other; nesting is bounded before anything is
 * built.
 * @throws {SyntaxError} it is none, or too deep.
 */
export function parseJson(text: string): unknown {
  if (depthOf(text) > MAX_DEPTH) throw new SyntaxError(`nested more than ${MAX_DEPTH} deep`);
  return JSON.parse(text);
}

/** How deep arrays and objects stand in each other, without looking whether the text is right otherwise. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  // Strings are taken as a whole: what brackets they hold is no nesting.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[{]|[\]}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}
