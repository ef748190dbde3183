import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, test } from './support/jest.js';
import { request } from 'undici';

describe('tests dial this machine only', () => {
  const refusal = /Expected tests to dial this machine only, got 192\.0\.2\.1/;

  // TEST-NET-1 (RFC 5737): nobody is there.
  test('whatever they dial with', async () => {
    expect(() => connect(80, '192.0.2.1')).toThrow(refusal);
    expect(() => connect({ port: 80, host: '192.0.2.1' })).toThrow(refusal);
    expect(() => connectTls({ port: 443, host: '192.0.2.1' })).toThrow(refusal);
    await expect(request('http://192.0.2.1/')).rejects.toThrow(refusal);
    await expect(request('https://192.0.2.1/')).rejects.toThrow(refusal);
  });

  test('which still works', async () => {
    const server = createServer((socket) => socket.end('here')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [data] = (await once(socket, 'data')) as [Buffer];
    expect(data.toString()).toBe('here');
    server.close();
  });
});
