/** `npm run proof` runs the same tests as `npm test` with full numbers. */
export const PROOF = process.env['PROOF'] === '1';

/** `short` under `npm test`, `full` under `npm run proof`. */
export function size(short: number, full: number): number {
  return PROOF ? full : short;
}
