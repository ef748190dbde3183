/**
 * Loaded before every test file (`setupFiles` of jest): a test that dials anything but this machine fails at once.
 * Names under `.invalid` are let through to the resolver, which by RFC 6761 knows none of them.
 */
import { isIP, Socket } from 'node:net';
import type { LookupFunction, TcpNetConnectOpts } from 'node:net';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|localhost|.*\.invalid)$/i;
const GUARDED = Symbol.for('squall.loopbackOnly');

type Connect = (this: Socket, ...args: unknown[]) => Socket;
type Options = Partial<TcpNetConnectOpts> & { path?: string };

const refusal = (host: string): Error => new Error(`Expected tests to dial this machine only, got ${host}.`);

/** Where a call of `connect` leads; null for the path of a local socket. */
function targetOf(first: unknown, second: unknown): Options | null {
  if (typeof first === 'object' && first !== null) {
    const options = first as Options;
    return options.path ? null : options;
  }
  if (typeof first !== 'number') return null;
  return typeof second === 'string' ? { host: second } : {};
}

/** A test's own resolver, whose answers are checked before anything is dialled. */
function checked(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, options, (error, address, family) => {
      const addresses = Array.isArray(address) ? address.map((entry) => entry.address) : [address];
      const foreign = error ? undefined : addresses.find((one) => !LOOPBACK.test(one));
      callback(foreign === undefined ? error : refusal(foreign), address, family);
    });
}

const prototype = Socket.prototype as unknown as { connect: Connect } & Record<symbol, unknown>;
if (prototype[GUARDED] !== true) {
  const connect = prototype.connect;
  prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    // Node itself passes its arguments on as one array.
    const list = (Array.isArray(args[0]) ? args[0] : args) as unknown[];
    const target = targetOf(list[0], list[1]);
    const host = target?.host ?? 'localhost';
    if (target !== null && !LOOPBACK.test(host)) {
      if (isIP(host) !== 0 || target.lookup === undefined) throw refusal(host);
      list[0] = { ...target, lookup: checked(target.lookup) };
    }
    return connect.apply(this, args);
  };
  prototype[GUARDED] = true;
}
