import { globMatcher } from '../../../util/glob.js';
import { dataFault } from '../fault.js';
import { editMarkets } from './market-list.js';
import type { Fault } from '../fault.js';
import type { ListedMarket } from './market-list.js';

const ENDPOINTS = ['markets'] as const;

const market = {
  type: 'string',
  minLength: 1,
  default: 'BTC*',
  description: "Which markets, by the exchange's name; `*` matches any characters.",
} as const;

/** Names that a careless reader takes for a path, a page, an escape sequence or a number. */
const ODD_NAMES: Readonly<Record<string, string>> = {
  digits: '1000SATS',
  unicode: '币安人生',
  slash: 'A/B',
  parent: '../../etc/passwd',
  markup: '<img src=x onerror=alert(1)>',
  escape: '\u001b[2J\u001b[31mRED',
  newline: 'A\nB',
  nul: 'A\u0000B',
  rightToLeft: '\u202eCBA',
  long: 'L'.repeat(4096),
  prototype: '__proto__',
  empty: '',
};

function withBase(
  { fields }: ListedMarket,
  name: string,
  names: readonly string[],
  base: string,
): ListedMarket {
  const id = `${name}USDT`;
  const renamed = names.filter((key) => key in fields).map((key): [string, string] => [key, id]);
  return { id, fields: { ...fields, ...Object.fromEntries(renamed), [base]: name } };
}

/** D10, D11, D14, D16: what the market list says. */
export const MARKETS: readonly Fault[] = [
  dataFault({
    id: 'markets.absent',
    row: 'D16',
    description: 'Markets are not in the list.',
    ends: ['OK', 'REF_MISSING'],
    endpoints: ENDPOINTS,
    parameters: { market },
    mutate: (answer, request, values) => {
      const matches = globMatcher(values.market);
      return editMarkets(answer, request, (markets) => markets.filter(({ id }) => !matches(id)));
    },
  }),
  dataFault({
    id: 'markets.late',
    row: 'D10',
    description: 'The second half of the list is missing: with "for", those markets are listed later.',
    ends: ['OK'],
    endpoints: ENDPOINTS,
    mutate: (answer, request) =>
      editMarkets(answer, request, (markets) => markets.slice(0, Math.ceil(markets.length / 2))),
  }),
  dataFault({
    id: 'markets.suspended',
    row: 'D11',
    description: 'Markets are not trading for now, and the list says so.',
    ends: ['OK', 'REF_MISSING'],
    endpoints: ENDPOINTS,
    parameters: { market },
    mutate: (answer, request, values) => {
      const matches = globMatcher(values.market);
      return editMarkets(answer, request, (markets, { suspended }) =>
        markets.map(({ id, fields }) => {
          if (!matches(id)) return { id, fields };
          const states = Object.entries(suspended).filter(([key]) => key in fields);
          return { id, fields: { ...fields, ...Object.fromEntries(states) } };
        }),
      );
    },
  }),
  dataFault({
    id: 'markets.none',
    row: 'D10',
    description: 'A sound answer without one market.',
    ends: ['BAD_SCHEMA'],
    endpoints: ENDPOINTS,
    mutate: (answer, request) => editMarkets(answer, request, () => []),
  }),
  dataFault({
    id: 'markets.twice',
    row: 'D10',
    description:
      'Every market of a list is in it twice; if the list is keyed by name, the answer is unchanged.',
    ends: ['OK'],
    endpoints: ENDPOINTS,
    mutate: (answer, request) => editMarkets(answer, request, (markets) => [...markets, ...markets]),
  }),
  dataFault({
    id: 'markets.oddName',
    row: 'D14',
    description: 'One more market has a base currency with a name that is hard to handle.',
    ends: ['OK'],
    endpoints: ENDPOINTS,
    parameters: {
      name: {
        type: 'string',
        enum: Object.keys(ODD_NAMES),
        default: 'markup',
        description: 'Which kind of name.',
      },
    },
    mutate: (answer, request, { name }) =>
      editMarkets(answer, request, (markets, { names, base }) =>
        markets.length === 0 ? markets : [...markets, withBase(markets[0], ODD_NAMES[name], names, base)],
      ),
  }),
];
