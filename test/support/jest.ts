import type * as Jest from '@jest/globals';

type Functions = typeof Jest;

/**
 * Jest's functions, for the test file that is running. The module `@jest/globals` is a part of Jest's sandbox, which
 * our tests do without; Jest also puts them on the global object, again for every file, where each call looks them up.
 */
function ofThisFile<Name extends keyof Functions>(name: Name): Functions[Name] {
  const current = (): object => (globalThis as unknown as Functions)[name];
  const call = (): void => undefined;
  return new Proxy<object>(call, {
    apply: (_, self, args): unknown => Reflect.apply(current() as typeof call, self, args),
    get: (_, key): unknown => Reflect.get(current(), key),
  }) as Functions[Name];
}

export const afterAll: Functions['afterAll'] = ofThisFile('afterAll');
export const afterEach: Functions['afterEach'] = ofThisFile('afterEach');
export const beforeAll: Functions['beforeAll'] = ofThisFile('beforeAll');
export const beforeEach: Functions['beforeEach'] = ofThisFile('beforeEach');
export const describe: Functions['describe'] = ofThisFile('describe');
export const expect: Functions['expect'] = ofThisFile('expect');
export const jest: Functions['jest'] = ofThisFile('jest');
export const test: Functions['test'] = ofThisFile('test');
