import { ERRORS } from './catalogue.ts';

/** docs/error-codes.md: every code of the catalogue, as people meet it. Written by `npm run docs`; a test fails when it is behind. */
export function errorTable(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replace(/\{\w+\}/g, '…');
  const rows = Object.entries(ERRORS)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([code, { what, why, next }]) => `| \`${code}\` | ${cell(what)} | ${cell(why)} | ${cell(next)} |`);
  return [
    '# Error codes',
    '',
    'Written by `npm run docs` out of `shared/errors/catalogue.ts`, which popup, console, Worker and logs read as well. “…” stands for what differs each time.',
    '',
    '| Code | What happened | Why | Next step |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
