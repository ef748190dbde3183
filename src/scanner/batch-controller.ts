export * from '../resources/batches/batch-controller.js';
