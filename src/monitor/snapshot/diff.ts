import type { Snapshot } from './snapshot.js';

/** One part of a process in two snapshots; null if unknown there. */
export interface GrowthRow {
  /** `bytes.rss`, `handles.Timeout` */
  readonly name: string;
  readonly unit: 'bytes' | 'count';
  readonly before: number | null;
  readonly after: number | null;
  /** after − before. */
  readonly change: number | null;
  /** Relative to before; also null if before is 0. */
  readonly changePercent: number | null;
}

export interface SnapshotDiff {
  readonly fromAt: string;
  readonly toAt: string;
  /** Negative if the snapshots were given in the wrong order. */
  readonly elapsedMs: number;
  readonly isSameProcess: boolean;
  /** Bytes, then counts; in each, largest growth first, unknown values last. */
  readonly rows: readonly GrowthRow[];
}

/** What has grown from one snapshot to another, largest first. */
export function diffSnapshots(before: Snapshot, after: Snapshot): SnapshotDiff {
  return {
    fromAt: before.at,
    toAt: after.at,
    elapsedMs: Date.parse(after.at) - Date.parse(before.at),
    isSameProcess: isSameProcess(before.process, after.process),
    rows: [
      ...section('bytes', 'bytes', before.bytes, after.bytes, null),
      ...[
        ...section('counts', 'count', before.counts, after.counts, null),
        ...section('caches', 'count', before.caches, after.caches, 0),
        ...section(
          'handles',
          'count',
          before.handles ?? {},
          after.handles ?? {},
          handlesAbsent(before, after),
        ),
      ].sort(byGrowth),
    ],
  };
}

function isSameProcess(a: Snapshot['process'], b: Snapshot['process']): boolean {
  const isUnknown = a.startTicks === null || b.startTicks === null;
  return a.pid === b.pid && (isUnknown || a.startTicks === b.startTicks);
}

/** A missing type of handle counts as 0, unless handles could not be counted. */
function handlesAbsent(before: Snapshot, after: Snapshot): 0 | null {
  return before.handles === null || after.handles === null ? null : 0;
}

type Values = Readonly<Record<string, number | null>>;

function section(
  prefix: string,
  unit: GrowthRow['unit'],
  before: Values,
  after: Values,
  absent: 0 | null,
): GrowthRow[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const valueOf = (values: Values, name: string) => (Object.hasOwn(values, name) ? values[name] : absent);
  return names
    .map((name) => growth(`${prefix}.${name}`, unit, valueOf(before, name), valueOf(after, name)))
    .sort(byGrowth);
}

function growth(
  name: string,
  unit: GrowthRow['unit'],
  before: number | null,
  after: number | null,
): GrowthRow {
  const change = before === null || after === null ? null : after - before;
  const changePercent = change === null || before === null || before === 0 ? null : (100 * change) / before;
  return { name, unit, before, after, change, changePercent };
}

function byGrowth(a: GrowthRow, b: GrowthRow): number {
  const size = (b.change ?? -Infinity) - (a.change ?? -Infinity);
  if (size !== 0 && !Number.isNaN(size)) return size;
  return a.name < b.name ? -1 : 1;
}
