/** Milliseconds that this thread has had the processor while `work` was done: other work on the machine is no part of it. */
export function processorMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
