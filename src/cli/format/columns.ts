import stringWidth from 'string-width';

export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: Row) => string;
  /** On a narrow terminal, columns with the highest number are dropped first; 0 is never dropped. */
  readonly giveWay: number;
  /** For a last column of sentences: they go on below where the line is too long. */
  readonly wraps?: boolean;
}

const GAP = '  ';

/**
 * Lays out rows under their titles, dropping columns that do not fit into `width`. A row is one line, or more if its
 * last column wraps.
 */
export function layOut<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): string[] {
  let shown = columns.map((column) => {
    const cells = rows.map(column.cell);
    const widest = Math.max(stringWidth(column.title), ...cells.map((cell) => stringWidth(cell)), 0);
    return { ...column, cells, width: widest };
  });
  const total = (): number => shown.reduce((sum, column) => sum + column.width + GAP.length, -GAP.length);
  while (total() > width) {
    const next = shown.reduce((worst, column) => (column.giveWay > worst.giveWay ? column : worst), shown[0]);
    if (next.giveWay === 0) break;
    shown = shown.filter((column) => column !== next);
  }
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => pad(text, shown[index].width, shown[index].align))
      .join(GAP)
      .trimEnd();
  const last = shown.at(-1);
  const before = last === undefined ? 0 : total() - last.width;
  const linesOf = (row: number): string[] => {
    const texts = shown.map((column) => column.cells[row]);
    if (last?.wraps !== true || total() <= width) return [line(texts)];
    const parts = wrapWords(last.cells[row].split(' '), ' ', Math.max(width - before, LEAST_WRAPPED), '');
    return [
      line([...texts.slice(0, -1), parts[0] ?? '']),
      ...parts.slice(1).map((part) => ' '.repeat(before) + part),
    ];
  };
  return [line(shown.map((column) => column.title)), ...rows.flatMap((_, row) => linesOf(row))];
}

/** Narrower than this, sentences cannot be read: the terminal may break the lines. */
const LEAST_WRAPPED = 20;

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + space : space + text;
}

/** Breaks words onto lines of at most `width` columns; continuation lines are indented. */
export function wrapWords(
  words: readonly string[],
  separator: string,
  width: number,
  indent = '  ',
): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line}${separator}${word}`;
    if (line !== '' && stringWidth(longer) > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else {
      line = longer;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}
