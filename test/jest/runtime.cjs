// Jest's runtime without its module loader: Node imports the test files, and what they import, itself.
const { pathToFileURL } = require('node:url');
const { default: Runtime } = require('jest-runtime');

const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

/** How often this process has imported each file. */
const imports = new Map();

class NodeModules extends Runtime {
  unstable_shouldLoadAsEsm() {
    return true;
  }

  /** A file whose tests are run again (watch mode) is another module to Node. */
  async unstable_importModule(path) {
    const before = imports.get(path) ?? 0;
    imports.set(path, before + 1);
    const url = pathToFileURL(path);
    if (before > 0) url.search = `?again=${before}`;
    return import(url.href);
  }

  requireModule(from, name) {
    return require(name ?? from);
  }

  /** Jest's framework, afresh for every test file: it keeps the tests of the file and who listens to them. */
  requireInternalModule(path) {
    delete require.cache[path];
    delete globalThis[EVENT_HANDLERS];
    return require(path);
  }

  setGlobalsForRuntime(globals) {
    Object.assign(globalThis, globals, { jest: this.jestGlobals.jestObjectFor(this._testPath) });
  }

  /** The sandbox's `process` is a copy; ours is the real one, and stays as it is. */
  installGetBuiltinModule() {}
}

module.exports = NodeModules;
