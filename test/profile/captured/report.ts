/** `node test/profile/captured/report.ts [CRM]`: the comparison for people. */
import { CRMS, type Crm, hasCaptures } from './captures.ts';
import { compareCaptures } from './compare.ts';

if (!hasCaptures()) {
  process.stderr.write('There are no captured pages beside the project.\n');
  process.exit(2);
}
for (const crm of CRMS.filter((one) => process.argv.length < 3 || process.argv.includes(one))) {
  const { counts, deviations, wrongStates, unexpectedRecords, misses } = compareCaptures(
    crm as Crm,
    new Date().toISOString(),
  );
  process.stdout.write(`${crm} ${JSON.stringify(counts)}\n`);
  for (const line of wrongStates) process.stdout.write(`  STATE ${line}\n`);
  for (const line of unexpectedRecords) process.stdout.write(`  EXTRA ${line}\n`);
  for (const [kind, count] of [...misses].sort((a, b) => b[1] - a[1]))
    process.stdout.write(`  MISS  ${count} ${kind}\n`);
  for (const line of deviations) process.stdout.write(`  ${line}\n`);
}
