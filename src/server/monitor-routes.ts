import type { Monitor } from '../monitor/create-monitor.js';
import type { PrometheusOutlet } from '../monitor/outlets/prometheus.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import { jsonReply, type Route } from './routes.js';

/** Default number. */
const HISTORY_MINUTES = 10;
const MOST_MINUTES = 1440;

const usage = (message: string): SquallError => new SquallError('USAGE', message);

/** A monitor's routes: Prometheus text, JSON, and thresholds that can be set with the token. */
export function monitorRoutes(monitor: Monitor, prometheus: PrometheusOutlet): readonly Route[] {
  return [
    {
      method: 'GET',
      pattern: '/metrics',
      handler: async () => ({ type: prometheus.contentType, body: await prometheus.text() }),
    },
    {
      method: 'GET',
      pattern: '/health',
      handler: () => {
        const health = monitor.health();
        // For a container's health check.
        return jsonReply(health, health.status === 'critical' ? 503 : 200);
      },
    },
    { method: 'GET', pattern: '/performance', handler: () => jsonReply(monitor.report()) },
    { method: 'GET', pattern: '/snapshot', handler: async () => jsonReply(await monitor.snapshot()) },
    {
      method: 'GET',
      pattern: '/history',
      handler: ({ query }) => {
        const minutes = minutesOf(query);
        return jsonReply({ schemaVersion: 1, minutes, samples: monitor.history(minutes) });
      },
    },
    {
      method: 'POST',
      pattern: '/thresholds',
      handler: ({ body }) => {
        const { name, value } = thresholdOf(body);
        monitor.setThreshold(name, value);
        return jsonReply({ thresholds: monitor.thresholds });
      },
    },
  ];
}

function minutesOf(query: URLSearchParams): number {
  const text = query.get('minutes') ?? String(HISTORY_MINUTES);
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  if (minutes >= 1 && minutes <= MOST_MINUTES) return minutes;
  throw usage(`Expected minutes to be a whole number from 1 to ${MOST_MINUTES}, got ${shownValue(text)}.`);
}

function thresholdOf(body: unknown): { readonly name: string; readonly value: number } {
  const { name, value } = (body ?? {}) as { readonly name?: unknown; readonly value?: unknown };
  if (typeof name === 'string' && typeof value === 'number') return { name, value };
  throw usage('Expected {"name": NAME, "value": NUMBER}, like {"name": "cpuPercent", "value": 90}.');
}
