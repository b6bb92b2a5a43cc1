import { createHash } from 'node:crypto';
import type { Company, Dialect, Integration, Upload } from './company.ts';
import { isObjectType, OBJECT_TYPES, type ObjectType } from './fields.ts';
import { boundaryOf, parseMultipart } from './multipart.ts';
import { namedIntegration, requestIdProblem, required } from './parameters.ts';
import { startProcessing } from './processing.ts';
import { type GongRequest, isReply, problem, type Reply } from './reply.ts';

/** POST /v2/crm/entities: stores a file for later and judges nothing of its content. The order of the checks is Gong's. */
export function postEntities(company: Company, request: GongRequest, dialect: Dialect): Reply {
  const file = dataFile(request);
  if (file === undefined) return problem(400, 'dataFile part is missing');
  const type = required(request, 'objectType');
  const given = required(request, 'clientRequestId');
  if (isReply(type)) return type;
  if (isReply(given)) return given;
  if (!isObjectType(type)) {
    company.violations.add('unknown-object-type', company.timeline.now(), `an upload of ${type}`, {
      clientRequestId: given,
    });
    return problem(400, `Parameter 'objectType' must be one of ${OBJECT_TYPES.join(', ')}`);
  }
  return acceptFile(company, request, { file, objectType: type, clientRequestId: given, dialect });
}

/** The rest of an upload's way once its file and parameters are there; the older generation's user list takes it too. */
export function acceptFile(
  company: Company,
  request: GongRequest,
  upload: { file: Buffer; objectType: ObjectType; clientRequestId: string; dialect: Dialect },
): Reply {
  const { clientRequestId, objectType, file } = upload;
  const integration = namedIntegration(company, request);
  if (isReply(integration)) return integration;
  const refusal = requestIdProblem(company, clientRequestId);
  if (refusal !== undefined) {
    if (refusal.status === 409) noteReuse(company, integration, upload);
    return refusal;
  }
  const { maxUploadBytes, tooLargeStatus, keepFileBytes } = company.settings;
  if (request.bodyBytes > maxUploadBytes) {
    const detail = `${request.bodyBytes} bytes are over ${maxUploadBytes}`;
    company.violations.add('upload-too-large', company.timeline.now(), detail, { clientRequestId, objectType });
    return problem(tooLargeStatus, 'The file is too large');
  }
  const isCustomised = objectType !== 'BUSINESS_USER' && objectType !== 'STAGE';
  startProcessing(company, {
    kind: 'upload',
    ...upload,
    integration,
    receivedAt: company.timeline.now(),
    status: 'PENDING',
    polls: 0,
    doneAt: undefined,
    errors: [],
    totalErrorCount: 0,
    totalSuccessCount: 0,
    bytes: file.length,
    lines: countLines(file),
    sha256: undefined,
    text: file.length <= keepFileBytes ? file.toString('utf8') : undefined,
    schemaThen: new Set(isCustomised ? integration.schema.fields(objectType).keys() : []),
    firstOfType: !integration.uploaded.has(objectType),
  });
  integration.uploaded.add(objectType);
  return { status: 201, body: { clientRequestId } };
}

/** The one `dataFile` part of a multipart body, without its frame; undefined if it is missing or has no file name. */
export function dataFile(request: GongRequest): Buffer | undefined {
  const boundary = boundaryOf(request.headers['content-type']);
  if (boundary === undefined) return undefined;
  const parts = parseMultipart(request.body, boundary, request.bodyBytes > request.body.length);
  const files = parts.filter((part) => part.name === 'dataFile' && part.fileName !== undefined);
  return files.length === 1 ? files[0]?.content : undefined;
}

/** One id never carries two contents: sending the same file again is a retry, anything else a violation. */
function noteReuse(
  company: Company,
  integration: Integration,
  again: { file: Buffer; objectType: ObjectType; clientRequestId: string },
): void {
  const first = company.requests.get(again.clientRequestId);
  if (first === undefined || first.kind === 'spent') return;
  const same =
    first.kind === 'upload' &&
    first.integration === integration &&
    first.objectType === again.objectType &&
    fileHash(first) === createHash('sha256').update(again.file).digest('hex');
  if (same) return;
  const { clientRequestId, objectType } = again;
  const detail = `the id was first used for another ${first.kind === 'upload' ? 'file' : 'operation'}`;
  company.violations.add('request-id-reused', company.timeline.now(), detail, { clientRequestId, objectType });
}

/** SHA-256 of an upload's file, in hex. */
export function fileHash(upload: Upload): string {
  upload.sha256 ??= createHash('sha256')
    .update(upload.file ?? '')
    .digest('hex');
  return upload.sha256;
}

function countLines(file: Buffer): number {
  let lines = 0;
  for (let at = file.indexOf(0x0a); at >= 0; at = file.indexOf(0x0a, at + 1)) lines += 1;
  return file.length > 0 && file[file.length - 1] !== 0x0a ? lines + 1 : lines;
}
