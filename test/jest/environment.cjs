// Jest's test environment without a sandbox: tests run among Node's own globals.
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** What Jest replaces while a file runs; each file begins with Node's own again. */
const REPLACED = ['console', 'expect', 'jest'];

class NodeGlobals {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;
  fakeTimersModern;
  #own = new Map(REPLACED.map((name) => [name, globalThis[name]]));
  #exit = process.exit;

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    for (const [name, value] of this.#own) globalThis[name] = value;
    process.exit = this.#exit;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
}

module.exports = NodeGlobals;
