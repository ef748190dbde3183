import { Counter, Gauge, Registry } from 'prom-client';
import { FIGURES, type FigureUnit } from '../figures.js';
import type { MonitorReport } from '../report.js';
import { STAGES } from '../sources/product-source.js';

/** The figures of one monitor in the text format of Prometheus. */
export interface PrometheusOutlet {
  readonly contentType: string;
  /** Everything known now; an unknown figure is absent. */
  text(): Promise<string>;
}

/** Prometheus counts in base units: ratios, seconds, bytes. */
const SCALES: Readonly<Record<FigureUnit, number>> = {
  percent: 0.01,
  ms: 0.001,
  bytes: 1,
  count: 1,
  ratio: 1,
};

const STATUSES = ['unknown', 'healthy', 'warning', 'critical'] as const;

/** @param report  of the monitor, read at every scrape */
export function prometheusOutlet(report: () => MonitorReport): PrometheusOutlet {
  const registry = new Registry();
  addFigures(registry, report);
  addState(registry, report);
  addTotals(registry, report);
  return { contentType: registry.contentType, text: () => registry.metrics() };
}

function addFigures(registry: Registry, report: () => MonitorReport): void {
  for (const { name, unit, metric, help } of FIGURES) {
    new Gauge({
      name: metric,
      help,
      registers: [registry],
      collect() {
        const value = report().sample?.figures[name] ?? null;
        if (value === null) this.remove();
        else this.set(value * SCALES[unit]);
      },
    });
  }
}

function addState(registry: Registry, report: () => MonitorReport): void {
  new Gauge({
    name: 'squall_health',
    help: '1 for the current status, 0 for the others',
    labelNames: ['status'],
    registers: [registry],
    collect() {
      const { status } = report().health;
      for (const one of STATUSES) this.set({ status: one }, one === status ? 1 : 0);
    },
  });
  new Gauge({
    name: 'squall_threshold',
    help: 'Thresholds in force, by name and in the unit of the name',
    labelNames: ['name'],
    registers: [registry],
    collect() {
      for (const [name, value] of Object.entries(report().thresholds)) this.set({ name }, value);
    },
  });
}

/** A counter whose sums are kept elsewhere. */
function addCounter<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
  read: () => readonly { readonly labels: Partial<Record<Label, string>>; readonly value: number | null }[],
): void {
  new Counter({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, value } of read()) {
        if (value === null) this.remove(labels);
        else this.inc(labels, value);
      }
    },
  });
}

function addTotals(registry: Registry, report: () => MonitorReport): void {
  const total = (name: string, help: string, read: () => number | null): void =>
    addCounter(registry, name, help, [], () => [{ labels: {}, value: read() }]);
  total('squall_scans_total', 'Finished scans', () => report().totals.scans);
  total('squall_requests_total', 'Requests to exchanges', () => report().totals.requests);
  total(
    'squall_request_weight_total',
    "Request weight, by the exchanges' count",
    () => report().totals.weight,
  );
  addCounter(registry, 'squall_scan_stage_seconds_total', 'Wall time of scans, by stage', ['stage'], () =>
    STAGES.map((stage) => ({
      labels: { stage: stage.replace('Ms', '') },
      value: report().totals.stages[stage] / 1000,
    })),
  );
  addCounter(registry, 'squall_alerts_total', 'Alerts', ['kind', 'severity'], () =>
    report().alertTotals.map(({ kind, severity, count }) => ({ labels: { kind, severity }, value: count })),
  );
  for (const outcome of ['hits', 'misses'] as const) {
    addCounter(registry, `squall_cache_${outcome}_total`, `Cache look-ups: ${outcome}`, ['cache'], () =>
      Object.entries(report().caches).map(([cache, counts]) => ({
        labels: { cache },
        value: counts[outcome],
      })),
    );
  }
}
