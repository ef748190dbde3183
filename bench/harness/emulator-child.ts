// An emulator in a process of its own, so that what it computes is not in the time of its client; the parent's pipe ends it.
import { startEmulator, type EmulatorOptions } from '../../src/emulator/emulator.js';

const options = JSON.parse(process.argv[2]) as EmulatorOptions;
const { baseUrl, controlUrl, close } = await startEmulator({ ...options, controlPort: 0 });
process.stdout.write(`${JSON.stringify({ baseUrl, controlUrl })}\n`);
process.stdin.resume().once('end', () => void close());
