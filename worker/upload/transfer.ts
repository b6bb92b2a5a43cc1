import { type Failure, failureText } from '../gong/answer.ts';
import { rejectLines, releaseUpload, resendUpload } from '../ledger/upload-outcome.ts';
import { changeUpload, type Upload, uploadByNo } from '../ledger/uploads-table.ts';
import { typeName } from '../ledger/version-state.ts';
import { pollDelay } from './cycle.ts';
import { ldjsonFile } from './file.ts';
import { isNew, NEW_WAIT_MS } from './integration.ts';
import { settle } from './settle.ts';
import type { StepContext } from './step-context.ts';

/** After so many answers "unknown", and so long after its acceptance, an upload is sent again under a new id. */
const UNKNOWNS = 6;
const FORGOTTEN_MS = 10 * 60_000;
/** Where the id came to Gong more than once, the first time may have spent it and nothing more. */
const SPENT_ID_MS = 60_000;
const REFUSALS = 2;
/** A status word that we do not know is asked for again so often; it concerns the one upload only. */
const UNKNOWN_WORD_MS = 60_000;
/** A single record is too large for Gong only from this size on; below, the answer was about something else. In bytes. */
const LARGE_RECORD = 1_000_000;

/** Hands a frozen file to Gong. The id is in the ledger before the first byte leaves, so a lost answer can be asked for. */
export async function sendUpload(context: StepContext, uploadNo: number): Promise<void> {
  const { db, gong, world } = context;
  const upload = uploadByNo(db, uploadNo);
  if (upload === undefined || upload.state !== 'frozen') return;
  const started = world.now();
  // From here on Gong may have it: a process that dies now finds it unsure and asks.
  changeUpload(db, upload.no, {
    state: 'unsure',
    sent_at: upload.sent_at ?? started,
    tries: upload.tries + 1,
    next_at: started + 360_000,
  });
  const outcome = await gong.upload(
    {
      integrationId: upload.integration_id,
      objectType: typeName(upload.type),
      clientRequestId: upload.client_request_id,
    },
    ldjsonFile(db, upload),
  );
  if (uploadByNo(db, uploadNo)?.state !== 'unsure') return;
  const now = world.now();
  if (outcome.ok) {
    accepted(context, upload, outcome.requestId, outcome.traceId);
    return;
  }
  switch (outcome.kind) {
    case 'conflict':
      // The id was used before, and only by these bytes: Gong should have them from a try that we know nothing of.
      changeUpload(db, upload.no, { tries: upload.tries + 2 });
      accepted(context, upload, outcome.requestId, outcome.traceId);
      return;
    case 'too-large':
      if (upload.records === 1 && upload.bytes < LARGE_RECORD) refused(context, upload, outcome, now);
      else split(context, upload, now);
      return;
    case 'not-found':
    case 'bad-request':
    case 'unsupported':
      if (isNew(context))
        changeUpload(db, upload.no, { state: 'frozen', tries: upload.tries, next_at: now + NEW_WAIT_MS });
      else refused(context, upload, outcome, now);
      return;
    default: {
      // The trouble itself makes everything wait; once it is gone the upload goes on at once.
      context.trouble(outcome);
      changeUpload(db, upload.no, { state: outcome.unsure ? 'unsure' : 'frozen', next_at: now + 1000 });
    }
  }
}

function accepted(context: StepContext, upload: Upload, requestId: string | null, traceId: string | null): void {
  const { db, world, state } = context;
  const now = world.now();
  changeUpload(db, upload.no, {
    state: 'accepted',
    accepted_at: now,
    next_at: now + pollDelay(0, state.usualMs.get() ?? 1000),
    request_id: requestId,
    trace_id: traceId,
  });
  world.log('upload-accepted', {
    upload: upload.no,
    type: typeName(upload.type),
    records: upload.records,
    bytes: upload.bytes,
    requestId,
  });
}

function refused(context: StepContext, upload: Upload, failure: Failure, now: number): void {
  const { db, state, world } = context;
  world.log('upload-refused', { upload: upload.no, status: failure.status, requestId: failure.requestId });
  // An integration that Gong no longer knows is answered with 404 or 400; that is looked up before the file is blamed.
  state.integrationCheck.set(true);
  if (upload.tries + 1 < REFUSALS) {
    changeUpload(db, upload.no, { state: 'frozen', next_at: now + 2000 });
    return;
  }
  changeUpload(db, upload.no, { note: failureText(failure) });
  releaseUpload(db, upload, 'refused', null, now);
  context.stop('gong-request-refused', { detail: failureText(failure) });
  context.judge();
}

/** Sends the two halves of a file instead; a single record that is too large cannot be helped and is given back, rejected. */
function split(context: StepContext, upload: Upload, now: number): void {
  const { db, world } = context;
  const middle = Math.ceil(upload.records / 2);
  db.transaction(() => {
    if (upload.records > 1) {
      for (const [from, to] of [
        [1, middle],
        [middle + 1, upload.records],
      ] as const) {
        resendUpload(
          db,
          upload,
          { clientRequestId: world.uuid(), cause: 'too-large', depth: upload.depth + 1, from, to },
          now,
          now,
        );
      }
    } else rejectLines(db, upload, [{ line: 1, description: 'Gong says that it is too large.' }], null, now);
    releaseUpload(db, upload, 'refused', null, now);
  });
}

/** The answer to an upload was lost: asks whether Gong has it, and else sends the same bytes under the same id again. */
export async function askUpload(context: StepContext, uploadNo: number): Promise<void> {
  const { db, gong } = context;
  const upload = uploadByNo(db, uploadNo);
  if (upload === undefined || upload.state !== 'unsure') return;
  const outcome = await gong.status(upload.integration_id, upload.client_request_id, 'upload');
  if (uploadByNo(db, uploadNo)?.state !== 'unsure') return;
  if (outcome.ok) {
    accepted(context, upload, outcome.requestId, outcome.traceId);
    const fresh = uploadByNo(db, uploadNo);
    if (fresh !== undefined) settle(context, fresh, outcome.value, outcome.requestId);
    return;
  }
  const now = context.world.now();
  if (outcome.kind === 'not-found' || outcome.kind === 'bad-request')
    changeUpload(db, upload.no, { state: 'frozen', next_at: now });
  else {
    context.trouble(outcome);
    changeUpload(db, upload.no, { next_at: now + 1000 });
  }
}

/** Gong does not know an upload that it had accepted: at first perhaps not yet, in the end no longer. */
function unknown(context: StepContext, upload: Upload, now: number): void {
  const { db, state, world } = context;
  const unknowns = upload.unknowns + 1;
  // A lost integration is answered like this, too.
  if (unknowns === 3) state.integrationCheck.set(true);
  const patience = upload.tries > 1 ? SPENT_ID_MS : FORGOTTEN_MS;
  if (unknowns < UNKNOWNS || now - (upload.accepted_at ?? now) < patience) {
    changeUpload(db, upload.no, { unknowns, next_at: now + pollDelay(unknowns, state.usualMs.get() ?? 1000) });
    return;
  }
  world.log('upload-forgotten', { upload: upload.no });
  changeUpload(db, upload.no, { unknowns, note: 'Gong no longer knows the upload.' });
  db.transaction(() => {
    const part = {
      clientRequestId: world.uuid(),
      cause: 'forgotten',
      depth: upload.depth,
      from: 1,
      to: upload.records,
    };
    resendUpload(db, upload, part, now, now);
    releaseUpload(db, upload, 'failed', null, now);
  });
}

/** Asks what has become of an accepted upload. */
export async function pollUpload(context: StepContext, uploadNo: number): Promise<void> {
  const { db, gong, world } = context;
  const upload = uploadByNo(db, uploadNo);
  if (upload === undefined || upload.state !== 'accepted') return;
  const outcome = await gong.status(upload.integration_id, upload.client_request_id);
  if (uploadByNo(db, uploadNo)?.state !== 'accepted') return;
  const now = world.now();
  if (outcome.ok) {
    settle(context, upload, outcome.value, outcome.requestId);
    return;
  }
  if (outcome.kind === 'not-found' || outcome.kind === 'bad-request') {
    unknown(context, upload, now);
    return;
  }
  if (outcome.kind === 'unknown-answer') {
    world.log('status-unknown', { upload: upload.no, status: outcome.status, requestId: outcome.requestId });
    changeUpload(db, upload.no, {
      next_at: now + UNKNOWN_WORD_MS,
      polls: upload.polls + 1,
      note: failureText(outcome),
    });
    return;
  }
  if (outcome.kind === 'budget') {
    // What is left of the budget is for uploads: only this poll waits.
    changeUpload(db, upload.no, { next_at: context.pollsWait() });
    return;
  }
  context.trouble(outcome);
  changeUpload(db, upload.no, { next_at: now + 1000 });
}
