import fc from 'fast-check';
import { expect, test } from '../../support/jest.js';
import { tries } from '../../support/budget.js';
import { hasZone, parseTime } from '../../../src/feeds/candle-files/times/parse-time.js';
import { TimeScanner } from '../../../src/feeds/candle-files/times/scan-time.js';

/** The result of a scan of a text; null if it leaves it to `parseTime`, or stops before its end. */
function scanned(text: string, scanner = new TimeScanner()): { timeMs: number; hasZone: boolean } | null {
  const end = scanner.scan(Buffer.from(`,${text},`, 'latin1'), 1);
  return end === text.length + 1 ? { timeMs: scanner.timeMs, hasZone: scanner.hasZone } : null;
}

test.each([
  ['2024-02-29', '2024-02-29T00:00:00Z', false],
  ['20240612', '2024-06-12T00:00:00Z', false],
  ['2024-06-12 13:05', '2024-06-12T13:05:00Z', false],
  ['2024.06.12 13:05:59', '2024-06-12T13:05:59Z', false],
  ['2024/06/12T13:05:59Z', '2024-06-12T13:05:59Z', true],
  ['2024-06-12T13:05:59.000Z', '2024-06-12T13:05:59Z', true],
  ['2024-06-12 13:05:00+00:00', '2024-06-12T13:05:00Z', true],
  ['2024-06-12 13:05:00-0530', '2024-06-12T18:35:00Z', true],
  ['2024-06-12 00:05:00.000+02:00', '2024-06-11T22:05:00Z', true],
  ['20240612 130500', '2024-06-12T13:05:00Z', false],
  ['202406121305', '2024-06-12T13:05:00Z', false],
])('%s is read from its bytes', (text, iso, zone) => {
  expect(scanned(text)).toEqual({ timeMs: Date.parse(iso), hasZone: zone });
});

test.each([
  '2024-02-30',
  '2024-13-01',
  '2024-00-10',
  '2024-6-12',
  '12.06.2024',
  '2024-06.12',
  '2024-06-12 24:00',
  '2024-06-12 13:60',
  '2024-06-12 13:05:00.5',
  '2024-06-12 1:05 PM',
  '1717200000000',
  '2024-06-12 13',
  '',
])('%j is left to the reader of all texts', (text) => {
  expect(scanned(text)).toBeNull();
});

test('bytes read to the same time as their text, whatever it contains', () => {
  const time = fc
    .tuple(
      fc.date({ min: new Date('1969-01-01'), max: new Date('2101-01-01'), noInvalidDate: true }),
      fc.constantFrom('-', '.', '/', ''),
      fc.constantFrom(' ', 'T', '', '  ', ', '),
      fc.constantFrom(':', ''),
      fc.constantFrom(0, 8, 13, 16, 19),
      fc.constantFrom('', '.000', '.5', '.'),
      fc.constantFrom('', 'Z', ' UTC', '+00:00', '-0330', '+05', ' PM', 'z'),
    )
    .map(([date, gap, between, colon, length, fraction, zone]) => {
      const [day, clock] = date.toISOString().slice(0, 19).split('T');
      const whole = `${day.replaceAll('-', gap)}${between}${clock.replaceAll(':', colon)}`;
      return whole.slice(0, length === 0 ? whole.length : length) + fraction + zone;
    });
  const edit = fc.tuple(fc.nat(24), fc.constantFrom(...'0123456789-./: TZ+'));
  const edited = fc
    .tuple(time, fc.array(edit, { maxLength: 2 }))
    .map(([text, edits]) =>
      edits.reduce((all, [at, sign]) => all.slice(0, at) + sign + all.slice(at + 1), text),
    );
  const scanner = new TimeScanner();
  let read = 0;
  fc.assert(
    fc.property(edited, (text) => {
      const found = scanned(text, scanner);
      if (found === null) return;
      read++;
      expect(found).toEqual({ timeMs: parseTime(text), hasZone: hasZone(text) });
    }),
    { numRuns: tries(5000) },
  );
  expect(read).toBeGreaterThan(10);
});
