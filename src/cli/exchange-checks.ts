import { readdirSync } from 'node:fs';
import type { Checkup } from '../feeds/exchange/checkup.js';
import type { UnitCheck } from '../feeds/exchange/unit-sample.js';
import { SquallError } from '../util/squall-error.js';
import type { Check } from './check.js';
import { openNamedExchange, stateFolderOf } from './sources.js';
import { isoTime } from '../util/iso-time.js';
import type { Settings } from './settings.js';

export interface ExchangeReport {
  readonly checks: readonly Check[];
  readonly exchange: Omit<Checkup, 'failure'> & {
    readonly id: string;
    readonly type: string;
    readonly baseUrl: string | null;
    readonly stateFolder: string;
    readonly stateFiles: readonly string[];
  };
  readonly failure: SquallError | null;
}

/**
 * Sends a few requests to the exchange that the settings name. @throws {SquallError} exit 64 for wrong
 * settings.
 */
export async function checkExchange(settings: Settings): Promise<ExchangeReport> {
  const feed = await openNamedExchange(settings);
  const { options, stateName, client } = feed.session;
  const { id, type, baseUrl = null } = options;
  try {
    const { checkUp } = await import('../feeds/exchange/checkup.js');
    const { failure, ...checkup } = await checkUp(feed);
    const folder = stateFolderOf(settings);
    const stateFiles = filesOf(folder, stateName);
    const checks = [
      stateCheck(checkup, folder, stateFiles),
      reachCheck(checkup, failure, feed.source.detail),
      ...(client.clockSkewMs === null ? [] : [timeCheck(client.clockSkewMs)]),
      ...marketChecks(checkup, failure),
      ...unitChecks(checkup.units),
      ...limitChecks(checkup),
    ];
    return {
      checks,
      exchange: { id, type, baseUrl, stateFolder: folder, stateFiles, ...checkup },
      failure: failure ?? failedCheck(checks),
    };
  } finally {
    await feed.close();
  }
}

/** The exit code for checks that say NO when the exchange did answer; null = all are ok. */
function failedCheck(checks: readonly Check[]): SquallError | null {
  const names = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  if (names.length === 0) return null;
  return new SquallError(
    'CHECK_FAILED',
    `Expected every check of the exchange to be ok, got NO from ${names.join(', ')}`,
  );
}

/** Files that keep state of this exchange, including damaged ones that were set aside. */
function filesOf(folder: string, stateName: string): string[] {
  const ours = new RegExp(`^(exchange|markets)-${stateName.replaceAll('.', '\\.')}[-.](?!.*\\.(lock|tmp)$)`);
  try {
    // File names of market lists have _ for everything that is not a letter.
    return readdirSync(folder)
      .filter((name) => ours.test(name.replaceAll('_', '-')))
      .sort();
  } catch {
    return [];
  }
}

function stateCheck({ stop }: Pick<Checkup, 'stop'>, folder: string, files: readonly string[]): Check {
  const damaged = files.filter((name) => name.includes('.corrupt-')).length;
  const detail = [
    stop === null
      ? 'no ban, no pause'
      : `${stop.kind === 'ban' ? 'banned' : 'paused'} until ${isoTime(stop.untilMs)}`,
    `${files.length} files in ${folder}`,
    ...(damaged > 0 ? [`${damaged} of them damaged and set aside`] : []),
  ].join(', ');
  return { name: 'State', ok: stop === null, detail };
}

function reachCheck({ rttMs }: Pick<Checkup, 'rttMs'>, failure: SquallError | null, source: string): Check {
  if (rttMs === null) {
    return { name: 'Reachable', ok: false, detail: failure?.message ?? 'nothing was sent' };
  }
  return { name: 'Reachable', ok: true, detail: `${source}, round trip ${Math.round(rttMs)} ms` };
}

function timeCheck(skewMs: number): Check {
  const away = spanText(Math.abs(skewMs));
  const side = skewMs >= 0 ? 'ahead of' : 'behind';
  return {
    name: 'Time',
    ok: true,
    detail: `the exchange is ${away} ${side} this machine, give or take 0.5 s; scans use the exchange's time`,
  };
}

/** `1.2 s`, `14.0 min`, `624.0 days` */
function spanText(ms: number): string {
  const units = [
    [86_400_000, 'days'],
    [3_600_000, 'h'],
    [60_000, 'min'],
  ] as const;
  const [size, unit] = units.find(([unitMs]) => ms >= unitMs) ?? [1000, 's'];
  return `${(ms / size).toFixed(1)} ${unit}`;
}

function marketChecks(
  { markets, units, warnings, rttMs }: Pick<Checkup, 'markets' | 'units' | 'warnings' | 'rttMs'>,
  failure: SquallError | null,
): Check[] {
  // The check of the connection shows why it could not be reached.
  if (rttMs === null) return [];
  if (markets === null) return [{ name: 'Markets', ok: false, detail: failure?.message ?? 'none' }];
  const { listed, inUniverse } = markets;
  const known: Check = {
    name: 'Markets',
    ok: inUniverse > 0 && warnings.length === 0,
    detail: [`${listed} listed, ${inUniverse} in the universe`, ...warnings].join('. '),
  };
  if (units !== null) return [known];
  return [known, { name: 'Tickers', ok: false, detail: failure?.message ?? 'none' }];
}

/** A check with nothing to check has not passed. */
function unitChecks(units: Checkup['units']): Check[] {
  if (units === null) return [];
  if (units.length > 0) return units.map(unitCheck);
  const detail = 'no market of the universe has a price, so no unit could be checked';
  return [{ name: 'Units', ok: false, detail }];
}

function unitCheck({ symbol, kind, unit, ratio, reason }: UnitCheck): Check {
  const compared = ratio === null ? '' : `, ${ratio.toFixed(3)} times the turnover that the exchange reports`;
  const detail = {
    verified: `volume in ${unit}${compared}`,
    unchecked: `volume in ${unit}, not checked: ${reason}`,
    refused: String(reason),
    failed: String(reason),
  };
  return {
    name: `Unit ${symbol}`,
    ok: kind === 'verified' || kind === 'unchecked',
    detail: detail[kind],
  };
}

function limitChecks({ budgets, usageHeader, rttMs }: Omit<Checkup, 'failure'>): Check[] {
  if (rttMs === null) return [];
  return Object.entries(budgets).map(([id, { counted, safe, limit, windowMs }]) => {
    const inWindow = `${limit} in ${windowMs / 1000} s`;
    const usage =
      counted === null || usageHeader === null
        ? `${inWindow}, the exchange does not report its count`
        : `the exchange counts ${Math.round(counted)} of ${inWindow} (${usageHeader})`;
    return { name: `Limit ${id}`, ok: (counted ?? 0) <= limit, detail: `${usage}; we use at most ${safe}` };
  });
}
