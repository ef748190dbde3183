import type { GuardPolicy, RequestHead } from './request-guard.js';
import { parseTarget } from './request-target.js';
import type { Reply } from './routes.js';
import { isSameToken } from './token.js';

/**
 * A browser sends no header of ours when it opens an address, loads a script or listens to events. So the
 * token may be sent once as `?token=`: it becomes a cookie that no script can read, and a redirect removes it
 * from the address, so that it stays in no address bar or link. Null: the address has no token, or a wrong
 * one.
 */
export function signIn({ method, target }: RequestHead, policy: GuardPolicy): Reply | null {
  if (policy.tokenFor !== 'everything' || method !== 'GET') return null;
  const { path, query } = parseTarget(target)!;
  const given = query.get('token');
  if (given === null || !isSameToken(given, policy.token)) return null;
  query.delete('token');
  const rest = query.toString();
  return {
    status: 303,
    type: 'text/plain; charset=utf-8',
    headers: {
      Location: rest === '' ? path : `${path}?${rest}`,
      // Lax: links from elsewhere work too; the cookie only permits reading pages and recordings.
      'Set-Cookie': `${policy.cookie}=${policy.token}; Path=/; HttpOnly; SameSite=Lax`,
    },
    body: '',
  };
}
