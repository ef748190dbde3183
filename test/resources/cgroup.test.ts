import { describe, expect, test } from '../support/jest.js';
import { boundOfGroup, memoryGroups } from '../../src/resources/memory/cgroup.js';
import type { RawBound } from '../../src/resources/memory/memory-reading.js';
import { filesOf, GIB, MIB } from './fake-memory.js';

const V1_MOUNT = '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory';
const V2_MOUNT = '31 23 0:28 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate';
const CPU_MOUNT = '32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu';
/** What kernels write where version 1 has no limit: 2^63 − 4096. */
const NO_LIMIT = '9223372036854771712\n';

/** The bounds of all groups, innermost first, of a process of 100 MiB on a machine of 8 GiB. */
function boundsIn(files: Readonly<Record<string, string>>): RawBound[] {
  const readText = filesOf(files);
  return memoryGroups(readText).flatMap((group) => boundOfGroup(group, readText, 100 * MIB, 8 * GIB) ?? []);
}

describe('the memory cgroup', () => {
  test('of version 2 has a limit and what its members use, without cached files', () => {
    expect(
      boundsIn({
        '/proc/self/cgroup': '0::/jobs\n',
        '/proc/self/mountinfo': `${V2_MOUNT}\n`,
        '/sys/fs/cgroup/jobs/memory.max': `${256 * MIB}\n`,
        '/sys/fs/cgroup/jobs/memory.current': `${200 * MIB}\n`,
        '/sys/fs/cgroup/jobs/memory.stat': `anon 1\ninactive_file ${30 * MIB}\nactive_file ${10 * MIB}\n`,
      }),
    ).toEqual([{ limitFrom: 'cgroup-v2', of: 'cgroup', usedBytes: 160 * MIB, limitBytes: 256 * MIB }]);
  });

  test('of version 1 is found by its controller, whatever else is mounted', () => {
    expect(
      boundsIn({
        '/proc/self/cgroup': '9:name=systemd:/\n4:memory:/jobs\n1:cpu:/\n0::/\n',
        '/proc/self/mountinfo': `${CPU_MOUNT}\n${V1_MOUNT}\n`,
        '/sys/fs/cgroup/memory/jobs/memory.limit_in_bytes': `${300 * MIB}\n`,
        '/sys/fs/cgroup/memory/jobs/memory.usage_in_bytes': `${150 * MIB}\n`,
        '/sys/fs/cgroup/memory/jobs/memory.stat': `cache 9\ntotal_inactive_file ${20 * MIB}\n`,
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': NO_LIMIT,
      }),
    ).toEqual([{ limitFrom: 'cgroup-v1', of: 'cgroup', usedBytes: 130 * MIB, limitBytes: 300 * MIB }]);
  });

  test('is searched up to the root: each group on the way has its own limit and use', () => {
    const folder = '/sys/fs/cgroup';
    expect(
      boundsIn({
        '/proc/self/cgroup': '0::/user.slice/app.scope\n',
        '/proc/self/mountinfo': V2_MOUNT,
        [`${folder}/user.slice/app.scope/memory.max`]: 'max\n',
        [`${folder}/user.slice/app.scope/memory.current`]: `${120 * MIB}\n`,
        [`${folder}/user.slice/memory.max`]: `${512 * MIB}\n`,
        [`${folder}/user.slice/memory.current`]: `${500 * MIB}\n`,
        [`${folder}/memory.max`]: `${1024 * MIB}\n`,
        [`${folder}/memory.current`]: `${600 * MIB}\n`,
      }).map(({ usedBytes, limitBytes }) => [usedBytes / MIB, limitBytes / MIB]),
    ).toEqual([
      [500, 512],
      [600, 1024],
    ]);
  });

  test('of a container lies below the part of the hierarchy that is mounted', () => {
    const mounted = '35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory';
    const files = {
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${64 * MIB}`,
      '/proc/self/mountinfo': mounted,
    };
    for (const path of ['/docker/abc', '/', '/elsewhere']) {
      const [bound] = boundsIn({ ...files, '/proc/self/cgroup': `4:memory:${path}` });
      expect([path, bound.limitBytes]).toEqual([path, 64 * MIB]);
    }
  });

  test('of version 1 also reports the limit of groups that cannot be seen', () => {
    const [bound] = boundsIn({
      '/proc/self/cgroup': '4:memory:/',
      '/proc/self/mountinfo': V1_MOUNT,
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': NO_LIMIT,
      '/sys/fs/cgroup/memory/memory.stat': `hierarchical_memory_limit ${200 * MIB}\n`,
    });
    expect(bound.limitBytes).toBe(200 * MIB);
  });

  test('is limited by the throttle of version 2 where that is lower', () => {
    const [bound] = boundsIn({
      '/proc/self/cgroup': '0::/',
      '/proc/self/mountinfo': V2_MOUNT,
      '/sys/fs/cgroup/memory.max': `${256 * MIB}`,
      '/sys/fs/cgroup/memory.high': `${200 * MIB}`,
    });
    expect(bound.limitBytes).toBe(200 * MIB);
  });

  test('that does not report its use counts the process', () => {
    const [bound] = boundsIn({
      '/proc/self/cgroup': '0::/',
      '/proc/self/mountinfo': V2_MOUNT,
      '/sys/fs/cgroup/memory.max': `${256 * MIB}`,
    });
    expect(bound).toMatchObject({ of: 'process', usedBytes: 100 * MIB });
  });

  test.each([
    'max',
    '0',
    '-1',
    '',
    'NaN',
    NO_LIMIT,
    '18446744073709551615',
    String(2 ** 60),
    String(8 * GIB),
    '1e9',
  ])('has no limit where it says %j', (limit) => {
    expect(
      boundsIn({
        '/proc/self/cgroup': '0::/',
        '/proc/self/mountinfo': V2_MOUNT,
        '/sys/fs/cgroup/memory.max': limit,
        '/sys/fs/cgroup/memory.current': '1000',
      }),
    ).toEqual([]);
  });

  test.each([
    ['nothing', {}],
    ['no mounts', { '/proc/self/cgroup': '0::/' }],
    ['garbage', { '/proc/self/cgroup': '\0', '/proc/self/mountinfo': 'x\n - \n\n' }],
    ['no memory controller', { '/proc/self/cgroup': '1:cpu:/', '/proc/self/mountinfo': CPU_MOUNT }],
  ])('is missing if /proc says %s', (_what, files) => {
    expect(boundsIn(files as Readonly<Record<string, string>>)).toEqual([]);
  });
});
