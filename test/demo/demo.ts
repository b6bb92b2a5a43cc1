/** `npm run demo`: the main job, from nothing. Exit 0 all confirmed and equal to the truth, 1 otherwise, 2 usage, 3 cannot start. */

import type { SyncResult, SyncState } from '../../extension/store/sync-result.ts';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import type { Comparison } from './compare.ts';
import { drive, syncAnswer } from './drive.ts';
import { type DemoFlags, parseFlags, USAGE, UsageError } from './flags.ts';
import { type Stage, startStage } from './stage.ts';
import { compareStage } from './truth.ts';

const say = (text: string) => console.error(text);
process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.error(USAGE);
    return 0;
  }
  let flags: DemoFlags;
  try {
    flags = parseFlags(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  let stage: Stage;
  try {
    stage = await startStage({ ...flags, say });
  } catch (error) {
    say(`The demo cannot start: ${error instanceof Error ? error.message : error}`);
    return 3;
  }
  const leave = () => {
    stage.close().finally(() => process.exit(130));
  };
  process.once('SIGINT', leave);
  process.once('SIGTERM', leave);
  try {
    if (flags.drive) {
      await drive(stage, process.stdin, (line) => console.log(line));
      return 0;
    }
    return await show(stage, flags);
  } finally {
    await stage.close();
  }
}

/** One press of Sync, with pictures before, during and after; then the comparison with the truth. */
async function show(stage: Stage, flags: DemoFlags): Promise<number> {
  const { rep } = stage;
  const taken = new Set<string>();
  const picture = async (name: string) => {
    if (taken.has(name)) return;
    taken.add(name);
    say(`Picture    ${await rep.screenshot(flags.screenshots, name)}`);
  };
  await picture('popup-1-before');
  const during = async (state: SyncState) => {
    if (state.phase === 'reading' && state.result.pages > 0) await picture('popup-2-reading');
    if (state.phase === 'processing') await picture('popup-3-processing');
  };
  const outcome = await rep.sync('sync', during);
  await picture('popup-4-after');
  const comparison = compareStage(stage);
  report(outcome.result, comparison);
  if (outcome.failure) say(`✘ ${outcome.failure.what} ${outcome.failure.next} (${outcome.failure.code})`);
  const fine = !outcome.failure && allConfirmed(outcome.result) && (comparison?.differences.length ?? 0) === 0;
  if (flags.json) {
    const compared = comparison && { ...comparison, differences: comparison.differences.slice(0, 100) };
    console.log(JSON.stringify({ ...syncAnswer(outcome), ok: fine, ...(compared && { comparison: compared }) }));
  } else if (!flags.headless) {
    say('The browser stays open to play with. Close its window to end the demo.');
    await new Promise((resolve) => rep.browser.context.once('close', resolve));
  }
  return fine ? 0 : 1;
}

/** Everything read has reached Gong: confirmed now or before, nothing rejected, held or late. */
function allConfirmed(result: SyncResult): boolean {
  const late = result.problems.some(({ code }) => code === 'timed-out');
  const settled = OBJECT_TYPES.every((type) => result.confirmed[type] + result.unchanged[type] >= result.read[type]);
  return settled && !late && result.rejected.length === 0 && result.held.length === 0;
}

function report(result: SyncResult, comparison: Comparison | undefined): void {
  const row = (name: string, counts: Record<string, number>) =>
    say(`${name.padEnd(11)}${OBJECT_TYPES.map((type) => `${type} ${counts[type]}`).join(', ')}`);
  row('Read', result.read);
  row('Confirmed', result.confirmed);
  for (const { objectType, objectId, code, reason } of result.rejected)
    say(`Rejected   ${objectType} ${objectId}: ${reason} (${code})`);
  say(`Took       ${(result.durationMs / 1000).toFixed(1)} s, ${result.pages} pages, ${result.uploads.length} uploads`);
  if (!comparison) return;
  for (const { objectType, objectId, field, truth, gong } of comparison.differences.slice(0, 20)) {
    say(
      `Differs    ${objectType} ${objectId} ${field ?? ''}: CRM ${JSON.stringify(truth)}, Gong ${JSON.stringify(gong)}`,
    );
  }
  const { records, fields, differences } = comparison;
  say(`Compared   ${records} records, ${fields} fields with the CRM’s own truth: ${differences.length} differences`);
}
