import type { Clock } from '../util/clock.js';
import { SquallError } from '../util/squall-error.js';
import type { MonitorReport, WatchedProcess } from './report.js';
import { Ring } from './ring.js';
import { type Alert, Alerts } from './rules/alerts.js';
import { AutoTuner, type Tunable, type TuneEvent } from './rules/auto-tune.js';
import { type Health, healthOf } from './rules/health.js';
import { issuesOf } from './rules/issues.js';
import { type Recommendation, recommendationsOf } from './rules/recommendations.js';
import { Thresholds } from './rules/thresholds.js';
import { type FigureSource, ProcessEnded, type Sample, takeSample } from './sample.js';
import type { ProductSource, ScanRecord } from './sources/product-source.js';
import { type Summary, summarize } from './summary.js';

/** Called as things happen; errors thrown by them go to `onProblem`. */
export interface MonitorListeners {
  readonly onSample?: (sample: Sample) => void;
  readonly onAlert?: (alert: Alert) => void;
  readonly onTuned?: (event: TuneEvent) => void;
  /** The watched process no longer exists. */
  readonly onEnd?: (watched: WatchedProcess) => void;
  readonly onProblem?: (error: unknown) => void;
}

export interface MonitorParts extends MonitorListeners {
  readonly clock: Clock;
  readonly pid: number;
  readonly isOwn: boolean;
  readonly everyMs: number;
  /** Samples and alerts kept. */
  readonly historyLimit: number;
  readonly alertLimit: number;
  readonly cooldownMs: number;
  readonly product: ProductSource;
  readonly sources: readonly FigureSource[];
  readonly tunables: readonly Tunable[];
  readonly autoTune: boolean;
  /** Called once, when the monitor stops. */
  readonly close: () => void;
}

const MINUTE_MS = 60_000;
/** Default minutes of a summary. */
const SUMMARY_MINUTES = 5;

/** Samples a process periodically, and reports problems and what to do about them. */
export class PerformanceMonitor {
  readonly #parts: MonitorParts;
  readonly #history: Ring<{ readonly sample: Sample; readonly nowMs: number }>;
  readonly #alerts: Alerts;
  readonly #thresholds = new Thresholds();
  readonly #tuner: AutoTuner;
  readonly #tuneEvents: Ring<TuneEvent & { readonly atMs: number }>;
  readonly #startMs: number;
  readonly #stopping = new AbortController();
  #recommendations: readonly Recommendation[] = [];
  #watched: WatchedProcess;
  #loop: Promise<void> | null = null;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
    this.#history = new Ring(parts.historyLimit);
    this.#alerts = new Alerts(parts.alertLimit, parts.cooldownMs);
    this.#tuner = new AutoTuner(parts.tunables);
    this.#tuneEvents = new Ring(parts.alertLimit);
    this.#startMs = parts.clock.nowMs();
    this.#watched = { pid: parts.pid, isOwn: parts.isOwn, ended: null };
  }

  /**
   * Samples now and then every `everyMs`, until {@link stop} or the end of the process; never two samples at
   * a time.
   */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Stops sampling, and reverts tuning. Measurements are kept. */
  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return this.#loop ?? undefined;
    this.#stopping.abort();
    await this.#loop;
    this.#parts.close();
    this.#announce(this.#tuner.reset());
  }

  async #run(): Promise<void> {
    const { clock, everyMs } = this.#parts;
    const { signal } = this.#stopping;
    while (!signal.aborted && this.#watched.ended === null) {
      await this.sampleNow();
      // Rejects only because of the signal.
      await clock.sleep(everyMs, signal).catch(() => undefined);
    }
  }

  /** Takes a sample outside the schedule. @returns null if the process has ended */
  async sampleNow(): Promise<Sample | null> {
    const { clock, product, sources } = this.#parts;
    if (this.#watched.ended !== null) return null;
    try {
      const sample = await takeSample([...sources, product], clock.wallMs());
      this.#take(sample, clock.nowMs());
      return sample;
    } catch (error) {
      if (!(error instanceof ProcessEnded)) throw error;
      this.#watched = { ...this.#watched, ended: { atMs: clock.wallMs(), reason: error.message } };
      this.#notify(this.#parts.onEnd, this.#watched);
      return null;
    }
  }

  #take(sample: Sample, nowMs: number): void {
    this.#history.push({ sample, nowMs });
    this.#recommendations = recommendationsOf(sample, this.#tuner.currentValue);
    this.#notify(this.#parts.onSample, sample);
    const alerts = this.#alerts.record(issuesOf(sample, this.#thresholds), nowMs, sample.atMs);
    for (const alert of alerts) this.#notify(this.#parts.onAlert, alert);
    if (this.#parts.autoTune) this.#announce(this.#tuner.next(this.#recommendations, sample, nowMs));
  }

  #announce(events: readonly TuneEvent[]): void {
    for (const event of events) {
      this.#tuneEvents.push({ atMs: this.#parts.clock.wallMs(), ...event });
      this.#notify(this.#parts.onTuned, event);
    }
  }

  #notify<Value>(listener: ((value: Value) => void) | undefined, value: Value): void {
    try {
      listener?.(value);
    } catch (error) {
      this.#parts.onProblem?.(error);
    }
  }

  /** Records a scan; takes a `ScanResult`. */
  recordScan(record: ScanRecord): void {
    this.#parts.product.recordScan(record);
  }

  /** @throws {SquallError} USAGE: an unknown name, or a value that the figure can never have */
  setThreshold(name: string, value: number): void {
    this.#thresholds.set(name, value);
  }

  get thresholds(): Readonly<Record<string, number>> {
    return this.#thresholds.values;
  }

  /** The newest sample; null before the first. */
  get sample(): Sample | null {
    return this.#history.last()?.sample ?? null;
  }

  /** Samples of the last minutes, oldest first. @throws {SquallError} USAGE: not above 0 */
  history(minutes: number): readonly Sample[] {
    if (!(minutes > 0)) {
      throw new SquallError('USAGE', `Expected minutes to be a number above 0, got ${minutes}.`);
    }
    const fromMs = this.#parts.clock.nowMs() - minutes * MINUTE_MS;
    return this.#history
      .values()
      .filter(({ nowMs }) => nowMs >= fromMs)
      .map(({ sample }) => sample);
  }

  /** Current value, mean, minimum and maximum of each figure. @throws {SquallError} USAGE: not above 0 */
  summary(minutes = SUMMARY_MINUTES): Summary {
    return summarize(this.history(minutes), minutes);
  }

  /** The last alerts, oldest first. */
  get alerts(): readonly Alert[] {
    return this.#alerts.recent;
  }

  /** Judged by the newest sample alone. */
  get recommendations(): readonly Recommendation[] {
    return this.#recommendations;
  }

  /** By the newest sample and the current thresholds. */
  health(): Health {
    const { sample } = this;
    const reason = this.#watched.ended?.reason ?? (sample === null ? 'No sample was taken yet.' : null);
    return healthOf(sample === null ? [] : issuesOf(sample, this.#thresholds), reason);
  }

  get watched(): WatchedProcess {
    return this.#watched;
  }

  /** Everything at once. */
  report(): MonitorReport {
    const { clock, everyMs, product, autoTune } = this.#parts;
    const { lastScan } = product;
    return {
      schemaVersion: 1,
      atMs: clock.wallMs(),
      watched: this.#watched,
      uptimeMs: clock.nowMs() - this.#startMs,
      everyMs,
      health: this.health(),
      sample: this.sample,
      summary: this.summary(),
      lastScan: lastScan && { timings: lastScan.timings, reason: lastScan.batches.at(-1)?.reason ?? null },
      totals: product.totals,
      caches: product.caches,
      thresholds: this.thresholds,
      alerts: this.alerts,
      alertTotals: this.#alerts.totals,
      recommendations: this.#recommendations,
      isTuning: autoTune,
      tuned: this.#tuner.applied,
      tuneEvents: this.#tuneEvents.values(),
    };
  }
}
