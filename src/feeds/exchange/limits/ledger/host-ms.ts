/** Monotonic ms that all processes of this machine share. */
export const hostMs = (): number => Number(process.hrtime.bigint()) / 1e6;
