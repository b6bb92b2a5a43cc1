/**
 * Translates a browser's clock into the Worker's: by when it says that it sent something, and nothing happened later than it came. Times in ms, `saidAt` ISO 8601;
 * a browser that does not say it is believed.
 */
export function clockOf(saidAt: string | undefined, now: number): (at: number) => number {
  const off = saidAt === undefined ? 0 : now - Date.parse(saidAt);
  return (at) => Math.min(at + off, now);
}
