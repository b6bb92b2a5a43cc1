/**
 * Runs a program that must not outlive its master, however the master dies: `node leash.ts PROGRAM.js ARGS…` with an IPC channel.
 * When the channel closes, the whole process group goes, workerd included.
 */
import { spawn } from 'node:child_process';

const [program = '', ...args] = process.argv.slice(2);
const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('exit', (code) => process.exit(code ?? 1));
process.once('disconnect', () => {
  child.kill('SIGKILL');
  if (process.platform !== 'win32') process.kill(-process.pid, 'SIGKILL');
});
