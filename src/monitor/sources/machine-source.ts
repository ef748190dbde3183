import { dirname } from 'node:path';
import type { FigureName } from '../figures.js';
import type { FigureSource } from '../sample.js';
import { codeOf, type DiskSpace, type MonitorFs } from './proc-fs.js';

const DISK = ['diskPercent', 'diskFreeBytes'] as const satisfies FigureName[];
const LOAD = ['loadPerCore'] as const satisfies FigureName[];

/** The disk that contains a folder, as counted by df(1): of the space that is not reserved for the system. */
export function diskSource(fs: MonitorFs, folder: string): FigureSource {
  return {
    names: DISK,
    read: async () => {
      const { blocks, bfree, bavail, bsize } = await statNearest(fs, folder);
      const used = blocks - bfree;
      const total = used + bavail;
      return {
        figures: {
          // Pseudo file systems have no blocks at all.
          diskPercent: total > 0 ? (100 * used) / total : null,
          diskFreeBytes: bavail * bsize,
        },
        missing: { diskPercent: 'this file system has no size' },
      };
    },
  };
}

/** A folder that does not exist yet will be on the disk of its nearest existing parent. */
async function statNearest(fs: MonitorFs, folder: string): Promise<DiskSpace> {
  try {
    return await fs.statfs(folder);
  } catch (error) {
    const above = dirname(folder);
    if (codeOf(error) !== 'ENOENT' || above === folder) throw error;
    return statNearest(fs, above);
  }
}

/** @param loadAverages  over 1, 5 and 15 minutes, see `os.loadavg()` */
export function loadSource(loadAverages: () => readonly number[], cores: number): FigureSource {
  return {
    names: LOAD,
    read: () => {
      const highest = Math.max(...loadAverages());
      return {
        figures: { loadPerCore: highest > 0 ? highest / cores : null },
        missing: { loadPerCore: 'the system reports no load averages' },
      };
    },
  };
}
