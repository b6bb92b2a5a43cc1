import type { GongStatus } from '../gong/upload-status.ts';
import { confirmUpload, rejectLines, releaseUpload, resendUpload } from '../ledger/upload-outcome.ts';
import { changeUpload, siblingOf, type Upload } from '../ledger/uploads-table.ts';
import { typeName } from '../ledger/version-state.ts';
import { pollDelay } from './cycle.ts';
import type { StepContext } from './step-context.ts';

/** More bad lines than this are not bad records but a bad profile (design: FAILED). */
const TOO_MANY_ERRORS = 200;
const LINE_ZERO_WAIT_MS = 10_000;
const OUTAGE_WAIT_MS = 300_000;
const SPLITS_A_DAY = 40;
const DAY_MS = 24 * 3600 * 1000;

/** What Gong's word on an upload means for its versions. Nothing but DONE with counters that fit is a confirmation. */
export function settle(context: StepContext, upload: Upload, status: GongStatus, requestId: string | null): void {
  const { db, world, state } = context;
  const now = world.now();
  const usual = state.usualMs.get() ?? 1000;
  changeUpload(db, upload.no, {
    gong_status: status.status,
    request_id: requestId,
    polls: upload.polls + 1,
    unknowns: 0,
    success_count: status.totalSuccessCount,
    error_count: status.totalErrorCount,
  });
  if (status.status === 'PENDING' || status.status === 'IN_PROGRESS') {
    changeUpload(db, upload.no, { next_at: now + pollDelay(upload.polls + 1, usual) });
    return;
  }
  const took = now - (upload.accepted_at ?? now);
  // A first poll that finds it done may have come late, any later one cannot have come early.
  state.usualMs.set(
    Math.round(upload.polls === 0 ? Math.max(1000, usual * 0.97) : Math.min(60_000, (usual + took) / 2)),
  );
  world.log('upload-settled', {
    upload: upload.no,
    type: typeName(upload.type),
    status: status.status,
    records: upload.records,
    errors: status.totalErrorCount,
    ms: took,
    requestId,
  });
  if (status.status === 'DONE') done(context, upload, status, requestId, now);
  else failed(context, upload, status, requestId, now);
  if (status.status === 'DONE' && upload.purpose === 'upsert') context.judge(upload.type);
  else context.judge();
}

function done(context: StepContext, upload: Upload, status: GongStatus, requestId: string | null, now: number): void {
  const { totalErrorCount, totalSuccessCount } = status;
  const fits = (totalErrorCount ?? 0) === 0 && (totalSuccessCount ?? upload.records) === upload.records;
  if (fits) {
    confirmUpload(context.db, upload, requestId, now);
    return;
  }
  const note = `Gong reports ${totalSuccessCount ?? '?'} good and ${totalErrorCount ?? 0} bad records of ${upload.records} sent.`;
  changeUpload(context.db, upload.no, { note });
  if (upload.cause === 'counters') releaseUpload(context.db, upload, 'failed', 'counters-differ', now);
  else again(context, upload, 'counters', now, now);
}

function failed(context: StepContext, upload: Upload, status: GongStatus, requestId: string | null, now: number): void {
  const { db, state } = context;
  const bad = status.errors.filter(({ line }) => line > 0 && line <= upload.records);
  if (bad.length === 0) {
    wholeFile(context, upload, status, now);
    return;
  }
  rejectLines(db, upload, bad, requestId, now);
  const total = status.totalErrorCount ?? bad.length;
  if (total > TOO_MANY_ERRORS) {
    changeUpload(db, upload.no, { note: `${total} of ${upload.records} records were bad.` });
    releaseUpload(db, upload, 'failed', null, now);
    state.stoppedTypes.set([...new Set([...(state.stoppedTypes.get() ?? []), upload.type])]);
    return;
  }
  again(context, upload, 'lines', now, now);
}

/** Everything of it that is still in flight goes again at once or later, under a new id. */
function again(context: StepContext, upload: Upload, cause: string, nextAt: number, now: number): void {
  const { db, world } = context;
  db.transaction(() => {
    resendUpload(
      db,
      upload,
      { clientRequestId: world.uuid(), cause, depth: upload.depth, from: 1, to: upload.records },
      nextAt,
      now,
    );
    releaseUpload(db, upload, 'failed', null, now);
  });
}

/** FAILED without a line: once more after a back-off, then halves; when both halves fail so too, it is an outage of Gong's. */
function wholeFile(context: StepContext, upload: Upload, status: GongStatus, now: number): void {
  const { db, state, world } = context;
  const words = status.errors[0]?.description ?? '';
  changeUpload(db, upload.no, { note: `line 0: ${words}`.slice(0, 500) });
  if (upload.cause !== 'line-0' && upload.cause !== 'split') {
    again(context, upload, 'line-0', now + LINE_ZERO_WAIT_MS, now);
    return;
  }
  const sibling = upload.cause === 'split' ? siblingOf(db, upload) : undefined;
  const siblingDone = sibling?.state === 'done';
  if (upload.records === 1 && siblingDone) {
    rejectLines(db, upload, [{ line: 1, description: words }], null, now);
    releaseUpload(db, upload, 'failed', null, now);
    return;
  }
  const today = Math.floor(now / DAY_MS);
  const splits = state.splits.get();
  const used = splits?.day === today ? splits.n : 0;
  const outage = upload.records === 1 || used >= SPLITS_A_DAY || (upload.cause === 'split' && !siblingDone);
  if (outage) {
    again(context, upload, 'line-0', now + OUTAGE_WAIT_MS, now);
    return;
  }
  state.splits.set({ day: today, n: used + 1 });
  const middle = Math.ceil(upload.records / 2);
  db.transaction(() => {
    for (const [from, to] of [
      [1, middle],
      [middle + 1, upload.records],
    ] as const) {
      resendUpload(
        db,
        upload,
        { clientRequestId: world.uuid(), cause: 'split', depth: upload.depth + 1, from, to },
        now,
        now,
      );
    }
    releaseUpload(db, upload, 'failed', null, now);
  });
}
