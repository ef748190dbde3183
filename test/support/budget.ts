/** Set by `npm run test:unit`: while one works, tests that try many cases try a share of them. */
const IS_SHORT = process.env.SQUALL_TESTS === 'short';

/** How often a test tries something. @param short  how often with a short budget; a tenth unless given. */
export function tries(all: number, short: number = Math.ceil(all / 10)): number {
  return IS_SHORT ? short : all;
}
