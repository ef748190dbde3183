/** Splits a line like a shell, without expanding anything: spaces, and single and double quotes. */
export function splitWords(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replace(/["']/g, ''));
}

/** The commands of a block, one each, without comments and prompts, and with `\` continuations joined. */
export function commandLines(code: string): string[] {
  return code
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s+)#(?=\s).*$/, '').trim())
    .filter((line) => line !== '');
}

/** Arguments of `squall …` or `npx squall …`; null if another program is called. */
export function squallArguments(line: string): string[] | null {
  const words = splitWords(line.replace(/\s*[>|&].*$/, ''));
  if (words[0] === 'npx' && words[1] === 'squall') return words.slice(2);
  return words[0] === 'squall' ? words.slice(1) : null;
}
