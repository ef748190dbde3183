import { describe, expect, test } from '../support/jest.js';
import { Arena } from '../../src/kernels/engine/arena.js';
import { createMemory } from '../../src/kernels/engine/engine.js';
import { SquallError } from '../../src/util/squall-error.js';

describe('the memory of the kernels', () => {
  test('reports in one sentence that it cannot grow, and is unchanged', () => {
    const arena = new Arena(createMemory());
    const small = arena.allocate(1000);
    const tooMuch = (): unknown => arena.allocate(2 ** 30);
    expect(tooMuch).toThrow(SquallError);
    expect(tooMuch).toThrow(/^The kernels have 1 MiB and would need 1024 MiB more/);
    expect(arena.allocate(1000).base).toBeGreaterThan(small.base);
  });
});
