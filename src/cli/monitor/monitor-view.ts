import { figureText } from '../../monitor/figure-text.js';
import { FIGURES, type FigureName } from '../../monitor/figures.js';
import type { MonitorReport } from '../../monitor/report.js';
import type { HealthStatus } from '../../monitor/rules/health.js';
import { STAGES } from '../../monitor/sources/product-source.js';
import { type Column, layOut, wrapWords } from '../format/columns.js';
import { MISSING } from '../../util/number-text.js';
import { isoTime } from '../../util/iso-time.js';
import type { Paint } from '../format/style.js';
import { ageText } from '../format/watch-view.js';

/** The size of a terminal. */
export interface ViewSize {
  readonly columns: number;
  readonly rows: number;
}

interface Row {
  readonly label: string;
  readonly now: string;
  readonly mean: string;
  readonly min: string;
  readonly max: string;
  readonly status: string;
}

const STATUS_COLORS = { unknown: 'dim', healthy: 'green', warning: 'yellow', critical: 'red' } as const;

const COLUMNS: readonly Column<Row>[] = [
  { title: 'Figure', align: 'left', cell: ({ label }) => label, giveWay: 0 },
  { title: 'Now', align: 'right', cell: ({ now }) => now, giveWay: 0 },
  { title: 'Mean', align: 'right', cell: ({ mean }) => mean, giveWay: 1 },
  { title: 'Min', align: 'right', cell: ({ min }) => min, giveWay: 3 },
  { title: 'Max', align: 'right', cell: ({ max }) => max, giveWay: 2 },
  { title: '', align: 'left', cell: ({ status }) => status, giveWay: 0 },
];

/** What a small terminal shows first; the others follow in table order. */
const FIRST: readonly FigureName[] = [
  'memoryPercent',
  'rssBytes',
  'cpuPercent',
  'eventLoopDelayP99Ms',
  'diskPercent',
  'loadPerCore',
  'threads',
  'openFiles',
  'sockets',
  'scanMs',
  'candidates',
  'cacheHitPercent',
];

/**
 * The live view of a process: health, figures, scan stages, alerts and recommendations, never more lines than
 * the terminal has. Every colour comes with its word.
 */
export function monitorView(report: MonitorReport, { columns, rows }: ViewSize, paint: Paint): string[] {
  const head = headerLines(report, columns, paint);
  const notes = noteLines(report, columns, paint);
  // At most a third of the screen, so that figures keep their position.
  const shownNotes = notes.slice(0, Math.max(2, Math.floor(rows / 3)));
  const left = rows - head.length - shownNotes.length - 1;
  const table = tableLines(report, columns, Math.max(0, left), paint);
  return [...head, ...table, ...shownNotes].slice(0, rows);
}

function headerLines(report: MonitorReport, columns: number, paint: Paint): string[] {
  const { watched, health, summary, uptimeMs, everyMs, atMs } = report;
  const facts = [
    `squall monitor: ${watched.isOwn ? 'itself' : 'process'} ${watched.pid}`,
    paint(STATUS_COLORS[health.status], health.status.toUpperCase()),
    isoTime(Math.floor(atMs / 1000) * 1000),
    `watched for ${ageText(uptimeMs)}`,
    `every ${ageText(everyMs)}`,
    `${summary.samples} samples in ${summary.minutes} min`,
  ];
  const reason = health.reason === null ? [] : wrapWords(health.reason.split(' '), ' ', columns);
  return [...wrapWords(facts, ' · ', columns), ...reason.map((line) => paint('yellow', line))];
}

function tableLines(report: MonitorReport, columns: number, rows: number, paint: Paint): string[] {
  const ordered = [...FIRST, ...FIGURES.map(({ name }) => name).filter((name) => !FIRST.includes(name))];
  const known = ordered.filter((name) => report.summary.figures[name] !== null);
  const shown = known.slice(0, Math.max(0, rows - 2));
  const [titles, ...lines] = layOut(
    COLUMNS,
    shown.map((name) => rowOf(report, name)),
    columns,
  );
  const painted = lines.map((line, index) => paintStatus(line, statusOf(report, shown[index]), paint));
  return rows < 2 ? [] : ['', paint('dim', titles), ...painted];
}

function rowOf(report: MonitorReport, name: FigureName): Row {
  const { label } = FIGURES.find((row) => row.name === name)!;
  const figure = report.summary.figures[name]!;
  const text = (value: number | null): string => (value === null ? MISSING : figureText(name, value));
  const { now, mean, min, max } = figure;
  const status = statusOf(report, name) ?? '';
  return { label, now: text(now), mean: text(mean), min: text(min), max: text(max), status };
}

function statusOf({ health }: MonitorReport, name: FigureName): HealthStatus | null {
  return health.issues.find(({ figure }) => figure === name)?.severity ?? null;
}

function paintStatus(line: string, status: HealthStatus | null, paint: Paint): string {
  return status === null ? line : paint(STATUS_COLORS[status], line);
}

/** Newest first, so that the oldest are cut off. */
function noteLines(report: MonitorReport, columns: number, paint: Paint): string[] {
  const { recommendations, alerts, lastScan, tuned } = report;
  const stages = lastScan === null ? [] : [`stages: ${stagesText(lastScan.timings)}`];
  const changes = tuned.map(({ option, from, to }) => `tuned: ${option} ${to} (was ${from})`);
  const advice = recommendations.map(({ priority, message }) => `${priority}: ${message}`);
  const alertLines = [...alerts].reverse().map(({ atMs, severity, message, remedy }) => {
    const line = `${isoTime(atMs).slice(11, 19)} ${severity}: ${message}. ${remedy}`;
    return paint(STATUS_COLORS[severity], cut(line, columns));
  });
  return [...[...stages, ...changes, ...advice].map((line) => cut(line, columns)), ...alertLines];
}

function stagesText(timings: NonNullable<MonitorReport['lastScan']>['timings']): string {
  return STAGES.map((stage) => `${stage.replace('Ms', '')} ${Math.round(timings[stage])} ms`).join(' · ');
}

function cut(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, columns - 1)}…`;
}
