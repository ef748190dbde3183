import { Application, type ProjectReflection, TSConfigReader, TypeDocReader } from 'typedoc';
import { beforeAll, describe, expect, test } from '../support/jest.js';

/** Module of the reference → what importing it gives. */
const ENTRIES: Readonly<Record<string, () => Promise<object>>> = {
  squall: () => import('../../src/index.js'),
  'squall/node': () => import('../../src/node.js'),
  'squall/kernels': () => import('../../src/library/kernels.js'),
};

let app: Application;
let project: ProjectReflection;
beforeAll(async () => {
  // What `npm run docs:api` does, but for writing the pages.
  app = await Application.bootstrapWithPlugins({ logLevel: 'Error' }, [
    new TypeDocReader(),
    new TSConfigReader(),
  ]);
  project = (await app.convert())!;
  app.validate(project);
});

describe('the reference that npm run docs:api makes', () => {
  test('is made without an error or a warning', () => {
    expect([app.logger.errorCount, app.logger.warningCount]).toEqual([0, 0]);
  });

  test.each(Object.entries(ENTRIES))('has everything that importing %s gives', async (name, load) => {
    const module = project.children!.find((child) => child.name === name)!;
    const documented = new Set(module.children!.map((child) => child.name));
    expect(Object.keys(await load()).filter((exported) => !documented.has(exported))).toEqual([]);
  });
});
