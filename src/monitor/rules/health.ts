import type { Issue } from './issues.js';

export type HealthStatus = 'unknown' | 'healthy' | 'warning' | 'critical';

export interface Health {
  readonly status: HealthStatus;
  readonly issues: readonly Pick<Issue, 'figure' | 'severity' | 'message'>[];
  /** Why nothing is known; null if something is. */
  readonly reason: string | null;
}

/** This many warnings together are more than a warning. */
const CRITICAL_COUNT = 3;

/** @param issues  of the newest sample  @param reason  null if there is a sample and the process lives */
export function healthOf(issues: readonly Issue[], reason: string | null): Health {
  if (reason !== null) return { status: 'unknown', issues: [], reason };
  const isCritical =
    issues.length >= CRITICAL_COUNT || issues.some(({ severity }) => severity === 'critical');
  const status = issues.length === 0 ? 'healthy' : isCritical ? 'critical' : 'warning';
  return {
    status,
    issues: issues.map(({ figure, severity, message }) => ({ figure, severity, message })),
    reason: null,
  };
}
