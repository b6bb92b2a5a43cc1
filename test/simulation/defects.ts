/** A defect planted on purpose: the simulation must notice it. */
export interface Defect {
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** The file's text with the defect in it. Throws where the place is not there exactly once: then the defect must be planted anew. */
export function planted({ name, file, find, replace }: Defect, text: string): string {
  const places = text.split(find).length - 1;
  if (places !== 1) throw new Error(`defect “${name}”: its place is ${places} times in ${file}`);
  return text.replace(find, () => replace);
}

export const DEFECTS: readonly Defect[] = [
  {
    name: 'a batch leaves the outbox before it was taken',
    file: 'extension/sync/outbox.ts',
    find: '    const reply = await link.call((client) => client.sendBatch(batchOf(row, link.now())));',
    replace: `    await db.outbox.delete(row.seq);
    const reply = await link.call((client) => client.sendBatch(batchOf(row, link.now())));`,
  },
  {
    name: 'a lost await: nobody waits until the outbox is sent',
    file: 'extension/sync/engine.ts',
    find: '  const flushed = await flushOutbox(',
    replace: '  const flushed = flushOutbox(',
  },
  {
    name: 'an unchecked sweep end: a list cut short counts as whole',
    file: 'extension/sweep/commit-list.ts',
    find: "if (sweep.kind === 'full' && !reading.endProven)",
    replace: "if (sweep.kind === 'full' && false)",
  },
  {
    name: 'an incomplete sweep is reported as complete',
    file: 'extension/sync/sweep-steps.ts',
    find: "sweep.state === 'reporting' && sweep.complete && sweep.kind === 'full'",
    replace: "sweep.state === 'reporting' && sweep.kind === 'full'",
  },
  {
    name: 'a missing hash: a row’s values are left out of its print',
    file: 'extension/store/fingerprint.ts',
    find: "return value.state === 'value' ? [value.text,",
    replace: "return value.state === 'value' ? [",
  },
  {
    name: 'a dropped Retry-After of the CRM',
    file: 'extension/sweep/pace.ts',
    find: 'now + (retryAfterMs ?? backOff)',
    replace: 'now + backOff',
  },
  {
    name: 'a dropped Retry-After of Gong',
    file: 'worker/upload/troubles.ts',
    find: 'Math.max(failure.retryAfterMs ?? 0, backOff(failures, world.random()))',
    replace: 'backOff(failures, world.random())',
  },
  {
    name: 'the interval between two pages is not kept',
    file: 'extension/sweep/lease.ts',
    find: 'const { db, rules, leased, todo, now } = desk;',
    replace:
      'const { db, leased, todo, now } = desk; const rules = { ...desk.rules, pace: { ...desk.rules.pace, minIntervalMs: 0 } };',
  },
  {
    name: 'a reader is told of one fetch too many at the same time',
    file: 'extension/sweep/lease.ts',
    find: 'profileVersion, until, slots, mayWait, gapMs }',
    replace: 'profileVersion, until, slots: slots + 1, mayWait, gapMs }',
  },
  {
    name: 'a page read as somebody else counts as the view’s own',
    file: 'extension/sweep/commit-page.ts',
    find: 'if (reading.viewer !== null && view.crmUser !== null) return reading.viewer === view.crmUser;',
    replace: '',
  },
  {
    name: 'denied is taken for gone',
    file: 'extension/sweep/commit-record.ts',
    find: 'presence: reading.state });',
    replace: "presence: 'gone' });",
  },
  {
    name: 'a captured record is not sent',
    file: 'extension/sweep/capture.ts',
    find: 'await queue(db, from, [...users, ...changed], facts.newId);',
    replace: 'await queue(db, from, users, facts.newId);',
  },
  {
    name: 'a batch counts each time that it comes',
    file: 'worker/ledger/intake.ts',
    find: 'if (before !== undefined) return { taken: before.taken, changed: before.changed, repeated: true };',
    replace: "db.run('DELETE FROM batches WHERE batch_id = ?', batch.batchId);",
  },
  {
    name: 'a swapped comparison: older readings win',
    file: 'worker/ledger/compose.ts',
    find: "modified < mark[1]) return 'stale';",
    replace: "modified > mark[1]) return 'stale';",
  },
  {
    name: 'absence counts for all though other views see the record',
    file: 'worker/ledger/sweeps.ts',
    find: 'WHERE w.object_no = m.object_no AND d.revoked_at IS NULL',
    replace: 'WHERE w.object_no = -1 AND d.revoked_at IS NULL',
  },
  {
    name: 'what was read since a sweep began counts as missed by it',
    file: 'worker/ledger/sweeps.ts',
    find: 'AND NOT EXISTS (SELECT 1 FROM view_objects r WHERE r.object_no = o.no AND r.read_at >= ?4)',
    replace: '',
  },
  {
    name: 'counters that do not match are taken for a confirmation',
    file: 'worker/upload/settle.ts',
    find: 'const fits = (totalErrorCount ?? 0) === 0 && (totalSuccessCount ?? upload.records) === upload.records;',
    replace: 'const fits = true;',
  },
  {
    name: 'calls do not wait for their turn',
    file: 'worker/upload/turns.ts',
    find: '      if (delay > 0) {',
    replace: '      if (delay > 5_000) {',
  },
  {
    name: 'a contact does not wait until its account has settled',
    file: 'worker/ledger/holds.ts',
    find: `          \`WHEN a.in_gong_at > ?2 THEN 'account-settling'\`,`,
    replace: '',
  },
  {
    name: 'a contact does not wait for its account',
    file: 'worker/ledger/holds.ts',
    find: `          \`WHEN a.in_gong_at IS NULL THEN 'account-pending'\`,`,
    replace: '',
  },
  {
    name: 'confirmations outlive the integration that gave them',
    file: 'worker/ledger/integration-change.ts',
    find: `OR (state IN (\${CONFIRMED}, \${REJECTED}) AND kind <> \${DELETE} AND upload_no IS NOT NULL`,
    replace: `OR (state = \${REJECTED} AND kind <> \${DELETE} AND upload_no IS NOT NULL`,
  },
  {
    name: 'the second change of a record within a second keeps its date',
    file: 'worker/ledger/freeze.ts',
    find: 'return own > version.last_sent ? own : version.last_sent + 1000;',
    replace: 'return own;',
  },
  {
    name: 'lines of a file are not sorted',
    file: 'worker/ledger/freeze.ts',
    find: 'lines.sort((a, b) => a.modified - b.modified || a.version - b.version);',
    replace: 'lines.sort((a, b) => b.modified - a.modified || a.version - b.version);',
  },
  {
    name: 'Gong’s words go to the wrong record',
    file: 'worker/ledger/upload-outcome.ts',
    find: "versions.line_no = json_extract(j.value, '$[0]') RETURNING no",
    replace: "versions.line_no = json_extract(j.value, '$[0]') + 1 RETURNING no",
  },
  {
    name: 'an accepted upload counts as confirmed',
    file: 'worker/upload/transfer.ts',
    find: `requestId: string | null, traceId: string | null): void {
`,
    replace: `requestId: string | null, traceId: string | null): void {
  if (upload.no > 0) return settle(context, upload, { status: 'DONE', errors: [], totalErrorCount: 0, totalSuccessCount: upload.records }, requestId);
`,
  },
  {
    name: 'a record that comes back after its deletion is not sent',
    file: 'worker/ledger/intake-judge.ts',
    find: '      object.kind === DELETE || (object.content',
    replace: '      (object.content',
  },
  {
    name: 'a page of somebody who is signed out is taken for data',
    file: 'extension/sweep/commit.ts',
    find: "outcome.kind !== 'read' || outcome.reading.state === 'signed-out'",
    replace: "outcome.kind !== 'read'",
  },
  {
    name: 'a lease never runs out',
    file: 'extension/sweep/lease.ts',
    find: 'leased.filter((row) => row.leasedUntil <= now)',
    replace: 'leased.filter((row) => row.leasedUntil < 0)',
  },
];
