import { createHash } from 'node:crypto';
import { auditFile, auditLines } from './audit.ts';
import { type Company, type Deletion, type Upload, unregister } from './company.ts';
import { judgeLines, type Line, readFile } from './file.ts';
import { translateLine } from './legacy-lines.ts';
import type { Processing } from './settings.ts';

/** Takes an upload or a deletion in; from here the clock, or the looks at its status, move it on. */
export function startProcessing(company: Company, request: Upload | Deletion): void {
  company.requests.set(request.clientRequestId, request);
  const pace = paceOf(company, request);
  if (!('pendingMs' in pace)) return;
  const { timeline } = company;
  timeline.schedule(request.receivedAt + pace.pendingMs, () => {
    request.status = 'IN_PROGRESS';
  });
  timeline.schedule(request.receivedAt + pace.pendingMs + pace.inProgressMs, (at) => finish(company, request, at));
}

/** Counts a look at a request's status, and moves it on where looks do that. */
export function followPolls(company: Company, request: Upload | Deletion): void {
  request.polls += 1;
  const pace = paceOf(company, request);
  if (!('pendingPolls' in pace) || request.doneAt !== undefined) return;
  if (request.polls > pace.pendingPolls) request.status = 'IN_PROGRESS';
  if (request.polls > pace.pendingPolls + pace.inProgressPolls) finish(company, request, company.timeline.now());
}

function paceOf(company: Company, request: Upload | Deletion): Exclude<Processing, (...args: never) => unknown> {
  const pace = request.kind === 'upload' ? company.settings.processing : company.settings.deletion;
  if (typeof pace !== 'function') return pace;
  return request.kind === 'upload'
    ? pace({ kind: 'upload', objectType: request.objectType, bytes: request.bytes, lines: request.lines })
    : pace({ kind: 'deletion', objectType: undefined, bytes: 0, lines: 0 });
}

function finish(company: Company, request: Upload | Deletion, at: number): void {
  request.doneAt = at;
  if (request.kind === 'deletion') {
    unregister(company, request.integration, at);
    request.status = 'DONE';
    return;
  }
  if (request.integration.deletedAt !== undefined) failAsWhole(request, 'The integration was deleted');
  else processFile(company, request, at);
  if (request.file !== undefined) request.sha256 ??= createHash('sha256').update(request.file).digest('hex');
  request.file = undefined;
}

/** A general failure of the file: one error with line 0, nothing stored. */
function failAsWhole(upload: Upload, description: string): void {
  upload.status = 'FAILED';
  upload.errors = [{ line: 0, description }];
  upload.totalErrorCount = 1;
  upload.totalSuccessCount = 0;
}

function processFile(company: Company, upload: Upload, at: number): void {
  const { settings, faults } = company;
  const { integration, objectType } = upload;
  const content = readFile(upload.file ?? Buffer.alloc(0), settings.mode);
  auditFile(company, upload, content);
  if (faults.lineZero > 0) {
    faults.lineZero -= 1;
    failAsWhole(upload, 'An unexpected error has occurred while processing the file');
    return;
  }
  if (content.kind === 'unreadable') {
    failAsWhole(upload, content.description);
    return;
  }
  const isLegacy = upload.dialect === 'legacy';
  const read = isLegacy
    ? content.read.map(({ line, fields }) => ({ line, fields: translateLine(objectType, fields, upload.receivedAt) }))
    : content.read;
  const isCustomised = objectType !== 'BUSINESS_USER' && objectType !== 'STAGE';
  const judged = judgeLines(
    read,
    {
      objectType,
      mode: settings.mode,
      mandatory: isLegacy ? 'old' : settings.mandatory,
      schema: isCustomised ? integration.schema.fields(objectType) : new Map(),
    },
    (line) => faultOf(company, upload, line),
  );
  auditLines(company, upload, read, judged);
  upload.errors = [...content.errors, ...judged.errors].sort((one, other) => one.line - other.line);
  upload.totalErrorCount = upload.errors.length;
  upload.status = upload.errors.length === 0 ? 'DONE' : 'FAILED';
  const good = judged.good;
  if (upload.status === 'DONE' && faults.wrongCounters > 0) {
    faults.wrongCounters -= 1;
    good.pop();
  }
  upload.totalSuccessCount = good.length;
  if (upload.status === 'DONE' || settings.applyValidLinesOnFailure) store(company, upload, good, at);
}

function faultOf(company: Company, upload: Upload, { line, objectId, fields }: Line): string | undefined {
  const verdict = company.faults.failLine?.({ objectType: upload.objectType, objectId, line, fields });
  if (typeof verdict === 'string') return verdict;
  return verdict === true ? 'The object could not be processed' : undefined;
}

function store(company: Company, upload: Upload, good: readonly Line[], at: number): void {
  const { integration, objectType, clientRequestId } = upload;
  const { update } = company.settings;
  const changed = new Set<string>();
  for (const line of good) {
    const entry = integration.store.store(objectType, line, {
      clientRequestId,
      at,
      update,
      schema: integration.schema,
    });
    if (entry !== undefined) changed.add(line.objectId);
    const stored = entry ?? integration.store.entry(objectType, line.objectId);
    if (stored !== undefined && upload.status === 'DONE' && !stored.current.deleted) stored.confirmedAt ??= at;
  }
  integration.settlement.process(objectType, [...changed], at);
}
