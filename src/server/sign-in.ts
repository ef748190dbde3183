import type { GuardPolicy, RequestHead } from './request-guard.js';
import { parseTarget } from './request-target.js';
import type { Reply } from './routes.js';
import { isSameToken } from './token.js';

/**
 * A browser brings no header of ours along when it opens an address, loads a script or listens to events. So the token
 * may come once as `?token=`: it becomes a cookie that no script can read, and the address is asked for again without
 * it, so that it stays in no address bar and goes into no link. Null: the address has no token, or a wrong one.
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
      // Lax: a link to a moment works from elsewhere too; nothing but pages and recordings is read with it.
      'Set-Cookie': `${policy.cookie}=${policy.token}; Path=/; HttpOnly; SameSite=Lax`,
    },
    body: '',
  };
}
