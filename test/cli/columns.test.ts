import { describe, expect, test } from '../support/jest.js';
import type { Column } from '../../src/cli/format/columns.js';
import { layOut, wrapWords } from '../../src/cli/format/columns.js';

interface Row {
  readonly name: string;
  readonly value: number;
}

const column = (
  title: string,
  giveWay: number,
  cell: (row: Row) => string,
  align: 'left' | 'right' = 'right',
): Column<Row> => ({
  title,
  align,
  giveWay,
  cell,
});

const columns = [
  column('Name', 0, ({ name }) => name, 'left'),
  column('Value', 1, ({ value }) => String(value)),
  column('Twice', 2, ({ value }) => String(2 * value)),
];
const rows = [
  { name: 'a', value: 1 },
  { name: 'longer', value: 100 },
];

describe('a table', () => {
  test('has columns as wide as their widest cell', () => {
    expect(layOut(columns, rows, 80)).toEqual([
      'Name    Value  Twice',
      'a           1      2',
      'longer    100    200',
    ]);
  });

  test('drops column by column, and never loses what must stay', () => {
    expect(layOut(columns, rows, 15)[0]).toBe('Name    Value');
    expect(layOut(columns, rows, 3)[0]).toBe('Name');
  });

  test('wraps its last column, if it may, only in lines that are too long', () => {
    const wrapping = [columns[0], { ...column('Why', 0, ({ name }) => WHY[name], 'left'), wraps: true }];
    const WHY: Record<string, string> = { a: 'short', longer: 'one two three four five six seven' };
    expect(layOut(wrapping, rows, 32)).toEqual([
      'Name    Why',
      'a       short',
      'longer  one two three four five',
      '        six seven',
    ]);
    expect(layOut(wrapping, rows, 80)).toHaveLength(3);
  });

  test('does not count colour codes as width', () => {
    const red = [column('Name', 0, ({ name }) => `\u001b[31m${name}\u001b[39m`, 'left'), columns[1]];
    expect(layOut(red, rows, 80)[1]).toBe(`\u001b[31ma\u001b[39m           1`);
  });

  // Columns as Unicode's East Asian Width (UAX #11) and its emoji sequences (UTS #51) give them.
  test.each([
    ['wide characters', '币安人生/USDT', 13],
    ['full-width forms', 'ＡＢ', 4],
    ['a half-width form', 'ｱ', 1],
    ['a combining accent', 'e\u0301', 1],
    ['a character without width', 'a\u200bb', 2],
    ['an emoji', '🚀', 2],
    ['an emoji of several joined', '👩‍👩‍👧', 2],
    ['a flag', '🇯🇵', 2],
    ['a colour around wide characters', '\u001b[31m币\u001b[39m', 2],
  ])('gives %s the same columns as a terminal', (_, name, width) => {
    const few = layOut(columns, [{ name, value: 1 }], 80);
    const nameWidth = Math.max('Name'.length, width);
    expect(few[1]).toBe(`${name}${' '.repeat(nameWidth - width)}${' '.repeat(2 + 4)}1${' '.repeat(2 + 4)}2`);
    expect(few[0]).toBe(`Name${' '.repeat(nameWidth - 4)}  Value  Twice`);
    const right = [column('Wide', 0, ({ name: text }) => text)];
    expect(layOut(right, [{ name, value: 1 }], 80)[1]).toBe(`${' '.repeat(nameWidth - width)}${name}`);
  });

  test('drops columns where wide characters leave no room', () => {
    const wide = [{ name: '币安人生/USDT', value: 1 }];
    expect(layOut(columns, wide, 27)[0]).toBe('Name           Value  Twice');
    expect(layOut(columns, wide, 26)[0]).toBe('Name           Value');
  });

  test('of no rows is its header', () => {
    expect(layOut(columns, [], 80)).toEqual(['Name  Value  Twice']);
  });
});

test('words go onto a new line where they do not fit, and none is lost', () => {
  expect(wrapWords(['one', 'two', 'three'], ' > ', 11)).toEqual(['one > two', '  three']);
  expect(wrapWords(['averyveryverylongword', 'x'], ' ', 5)).toEqual(['averyveryverylongword', '  x']);
  expect(wrapWords(['币安', '人生'], ' ', 9)).toEqual(['币安 人生']);
  expect(wrapWords(['币安', '人生'], ' ', 8)).toEqual(['币安', '  人生']);
  expect(wrapWords([], ' ', 5)).toEqual([]);
});
