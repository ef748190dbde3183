import { describe, expect, test } from '@jest/globals';
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
  test('stands in columns as wide as their widest cell', () => {
    expect(layOut(columns, rows, 80)).toEqual([
      'Name    Value  Twice',
      'a           1      2',
      'longer    100    200',
    ]);
  });

  test('gives way column by column, and never loses what must stay', () => {
    expect(layOut(columns, rows, 15)[0]).toBe('Name    Value');
    expect(layOut(columns, rows, 3)[0]).toBe('Name');
  });

  test('does not count colour codes as width', () => {
    const red = [column('Name', 0, ({ name }) => `\u001b[31m${name}\u001b[39m`, 'left'), columns[1]];
    expect(layOut(red, rows, 80)[1]).toBe(`\u001b[31ma\u001b[39m           1`);
  });

  test('of no rows is its header', () => {
    expect(layOut(columns, [], 80)).toEqual(['Name  Value  Twice']);
  });
});

test('words go onto a new line where they do not fit, and none is lost', () => {
  expect(wrapWords(['one', 'two', 'three'], ' > ', 11)).toEqual(['one > two', '  three']);
  expect(wrapWords(['averyveryverylongword', 'x'], ' ', 5)).toEqual(['averyveryverylongword', '  x']);
  expect(wrapWords([], ' ', 5)).toEqual([]);
});
