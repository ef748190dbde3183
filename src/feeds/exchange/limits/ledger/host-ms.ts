/** Monotonic ms shared by all processes of this machine. */
export const hostMs = (): number => Number(process.hrtime.bigint()) / 1e6;
