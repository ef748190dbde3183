import { escapeHtml } from '../../src/cli/format/escape-html.js';
import type { EdgeReport, HorizonReport } from '../../src/edge/edge-report.js';

/** Critical value of a two-sided test at 5 %. */
export const NORMAL = 1.959963984540054;

/** One screen over one horizon, by the wrong test and the right one. */
export interface TestedVariant {
  readonly name: string;
  readonly naiveT: number;
  readonly naiveMean: number;
  readonly events: number;
  readonly t: number;
  readonly excess: number;
  readonly adjustedP: number;
}

export function testedVariants({ screens }: EdgeReport): TestedVariant[] {
  return screens.flatMap(({ name, horizons }) =>
    horizons.flatMap((report: HorizonReport) =>
      report.naive === null || report.t === null || report.excess === null || report.adjustedP === null
        ? []
        : [
            {
              name: `${name} h${report.horizonBars - 1}`,
              naiveT: report.naive.t,
              naiveMean: report.naive.mean,
              events: report.events,
              t: report.t,
              excess: report.excess,
              adjustedP: report.adjustedP,
            },
          ],
    ),
  );
}

const WIDTH = 760;
const HEIGHT = 420;
const LEFT = 60;
const RIGHT = 20;
const TOP = 60;
const BOTTOM = 46;

/** A dot per variant: naive t across, matched t up; with the band in which luck would leave them. */
export function variantsSvg(variants: readonly TestedVariant[], title: string): string {
  const x = scale(
    variants.map(({ naiveT }) => naiveT),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = scale(
    variants.map(({ t }) => t),
    HEIGHT - BOTTOM,
    TOP,
  );
  const line = (x1: number, y1: number, x2: number, y2: number): string =>
    `<line class="luck" x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}"/>`;
  const ends = [LEFT, WIDTH - RIGHT] as const;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">`,
    `<style>${STYLE}</style>`,
    `<rect class="back" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="title" x="12" y="20">${escapeHtml(title)}</text>`,
    '<text x="12" y="38">Each dot: one variant. Dashed: |t| = 1.96, beyond which a test at 5 % calls it significant.</text>',
    `<rect class="band" x="${LEFT}" y="${at(y(NORMAL))}" width="${WIDTH - LEFT - RIGHT}" height="${at(y(-NORMAL) - y(NORMAL))}"/>`,
    ...[-NORMAL, NORMAL].flatMap((t) => [
      line(x(t), TOP, x(t), HEIGHT - BOTTOM),
      line(ends[0], y(t), ends[1], y(t)),
    ]),
    ...[-10, 0, 10, 20]
      .filter((t) => x(t) >= LEFT && x(t) <= WIDTH - RIGHT)
      .map((t) => `<text class="middle" x="${at(x(t))}" y="${HEIGHT - BOTTOM + 16}">${t}</text>`),
    ...[-4, -2, 0, 2, 4]
      .filter((t) => y(t) >= TOP && y(t) <= HEIGHT - BOTTOM)
      .map((t) => `<text class="end" x="${LEFT - 8}" y="${at(y(t) + 4)}">${t}</text>`),
    `<text class="middle" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}">t of the raw returns of all events</text>`,
    `<text transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" class="middle">t beyond markets like theirs</text>`,
    ...variants.map(
      ({ name, naiveT, t }) =>
        `<circle class="dot" cx="${at(x(naiveT))}" cy="${at(y(t))}" r="4"><title>${name}: ${naiveT.toFixed(1)}, ${t.toFixed(1)}</title></circle>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = [
  'text{font:12px system-ui,sans-serif;fill:#1c2330}.title{font-weight:600;font-size:13px}',
  '.middle{text-anchor:middle}.end{text-anchor:end}.back{fill:#fff}.band{fill:#8a94a6;opacity:.18}',
  '.luck{stroke:#8a94a6;stroke-dasharray:3 3}.dot{fill:#1f6feb;fill-opacity:.7}',
  '@media(prefers-color-scheme:dark){text{fill:#e6e9ef}.back{fill:#11151c}.dot{fill:#58a6ff}}',
].join('');

/** Maps a t to a position between two, with all values and at least ±3 inside. */
function scale(values: readonly number[], from: number, to: number): (t: number) => number {
  const low = Math.min(-3, ...values) - 0.5;
  const high = Math.max(3, ...values) + 0.5;
  return (t) => from + ((t - low) / (high - low)) * (to - from);
}

function at(value: number): string {
  return value.toFixed(1);
}
