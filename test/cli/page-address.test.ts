import { describe, expect, test } from '../support/jest.js';
import { pageAddress, withToken } from '../../src/cli/page-address.js';
import { hostsOf } from '../../src/server/listen-address.js';

const TOKEN = 'a-token-of-the-test';

describe('the address of the page', () => {
  test('is loopback unless --host and a token say otherwise', () => {
    expect(pageAddress({})).toEqual({ host: '127.0.0.1', port: 0, shownHost: '127.0.0.1' });
    expect(pageAddress({ host: 'localhost', port: '9464' })).toMatchObject({ host: '127.0.0.1', port: 9464 });
    expect(pageAddress({ host: '::1' })).toMatchObject({ host: '::1', shownHost: '[::1]' });
    expect(pageAddress({ host: '192.168.1.5', token: TOKEN })).toEqual({
      ...{ host: '192.168.1.5', port: 0, token: TOKEN },
      ...{ allowedHosts: ['192.168.1.5'], shownHost: '192.168.1.5' },
    });
    const named = pageAddress({ host: '0.0.0.0', token: TOKEN, allowHost: 'scanner.lan:80, 10.0.0.1' });
    expect(named).toMatchObject({ allowedHosts: ['scanner.lan:80', '10.0.0.1'], shownHost: 'scanner.lan' });
  });

  test.each([
    [{ host: '192.168.1.5' }, /^Expected --token with --host 192\.168\.1\.5, which others can reach/],
    [{ host: '0.0.0.0' }, /^Expected --token/],
    [{ host: '127.0.0.2' }, /^Expected --token/],
    [{ host: '0.0.0.0', token: TOKEN }, /^Expected --allow-host with --host 0\.0\.0\.0/],
    [{ host: '::', token: TOKEN }, /^Expected --allow-host with --host ::/],
    [{ host: '10.0.0.1', token: TOKEN, allowHost: 'http://x/' }, /^Expected a host name like scanner\.lan/],
    [{ host: 'scanner.lan', token: TOKEN }, /^Expected an address to listen on/],
    [{ port: '65536' }, /^--port: expected a whole number/],
  ])('%j is rejected in one sentence', (flags, message) => {
    expect(() => pageAddress(flags)).toThrow(message);
  });

  test('has the token only where a browser is signed in', () => {
    const open = pageAddress({ host: '10.0.0.1', token: TOKEN });
    expect(withToken('http://10.0.0.1/?recording=a', open)).toBe(
      `http://10.0.0.1/?recording=a&token=${TOKEN}`,
    );
    expect(withToken('http://127.0.0.1/', pageAddress({}))).toBe('http://127.0.0.1/');
  });

  test('accepts the given hosts, with its port if they have none', () => {
    const hosts = hostsOf(9464, ['scanner.lan', 'proxy.lan:80']);
    expect(['scanner.lan', 'scanner.lan:9464', 'proxy.lan:80'].every((host) => hosts.has(host))).toBe(true);
    expect(['proxy.lan', 'proxy.lan:9464', 'scanner.lan:80'].some((host) => hosts.has(host))).toBe(false);
  });
});
