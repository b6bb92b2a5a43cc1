import type { Company, Upload } from './company.ts';
import { STANDARD_FIELDS } from './fields.ts';
import type { FileContent, LineError, ReadLine } from './file.ts';
import type { Entry } from './objects.ts';
import { hasFraction, isDateTime, isHttpUrl, isMissing, isObjectId } from './values.ts';
import type { Rule } from './violations.ts';

type Fields = Readonly<Record<string, unknown>>;
type Note = (rule: Rule, detail: string, line: ReadLine | undefined) => void;

/** Notes what is wrong with the form of a file, whatever Gong answers. */
export function auditFile(company: Company, upload: Upload, content: FileContent): void {
  const note = noteFor(company, upload);
  if (content.kind === 'unreadable') {
    note('not-line-delimited', content.description, undefined);
    return;
  }
  const { byteOrderMark, blankLine, carriageReturn } = content.marks;
  if (byteOrderMark) note('byte-order-mark', 'the file starts with a byte order mark', undefined);
  if (blankLine !== undefined) note('blank-line', `line ${blankLine} is blank`, undefined);
  if (carriageReturn !== undefined)
    note('carriage-return', `line ${carriageReturn} ends with a carriage return`, undefined);
}

/**
 * Notes the rules that a file's lines break. It looks at the stores as they were when the file came, before its own lines
 * are applied.
 */
export function auditLines(
  company: Company,
  upload: Upload,
  read: readonly ReadLine[],
  judged: { unsorted: LineError | undefined; double: LineError | undefined },
): void {
  const note = noteFor(company, upload);
  if (judged.unsorted !== undefined) note('unsorted-file', `line ${judged.unsorted.line}`, undefined);
  if (judged.double !== undefined) note('duplicate-in-file', `line ${judged.double.line}`, undefined);
  const outside = new Set<string>();
  for (const line of read) {
    auditValues(upload, line, note);
    auditReferences(company, upload, line, note);
    auditObject(upload, line, note);
    for (const name of Object.keys(line.fields)) {
      if (!Object.hasOwn(STANDARD_FIELDS[upload.objectType], name) && !upload.schemaThen.has(name)) outside.add(name);
    }
  }
  for (const name of outside)
    note('field-outside-schema', `[${name}] was not in the schema when the file came`, undefined);
}

function noteFor(company: Company, upload: Upload): Note {
  const { objectType, clientRequestId, receivedAt } = upload;
  return (rule, detail, line) => {
    const objectId = line?.fields['objectId'];
    company.violations.add(rule, receivedAt, detail, {
      objectType,
      clientRequestId,
      ...(line === undefined ? {} : { line: line.line }),
      ...(typeof objectId === 'string' ? { objectId } : {}),
    });
  };
}

function auditValues(upload: Upload, line: ReadLine, note: Note): void {
  const { fields } = line;
  const { objectType, integration } = upload;
  if (!isMissing(fields['objectId']) && !isObjectId(fields['objectId'])) note('object-id-malformed', 'objectId', line);
  if (!isMissing(fields['url']) && !isHttpUrl(fields['url'])) note('url-malformed', 'url', line);
  const schema =
    objectType === 'BUSINESS_USER' || objectType === 'STAGE' ? undefined : integration.schema.fields(objectType);
  for (const [name, value] of Object.entries(fields)) {
    const standard = Object.hasOwn(STANDARD_FIELDS[objectType], name) ? STANDARD_FIELDS[objectType][name] : undefined;
    const custom = standard === undefined ? schema?.get(name)?.type : undefined;
    if ((standard === 'datetime' || custom === 'DATETIME') && hasFraction(value)) note('milliseconds', name, line);
    if ((standard === 'reference' || custom === 'REFERENCE') && !isMissing(value) && !isObjectId(value)) {
      note('reference-malformed', name, line);
    }
  }
}

function auditReferences(company: Company, upload: Upload, line: ReadLine, note: Note): void {
  const { fields } = line;
  if (fields['isDeleted'] === true || (upload.objectType !== 'DEAL' && upload.objectType !== 'CONTACT')) return;
  const { store } = upload.integration;
  const isDeal = upload.objectType === 'DEAL';
  if (!isMissing(fields['accountId'])) {
    const account = store.entry('ACCOUNT', String(fields['accountId']));
    const since = confirmedSince(account, upload.receivedAt);
    // A contact may name an account that Gong never gets; a deal would be lost by it.
    if (since === undefined && (isDeal || (account !== undefined && account.deletedAt === undefined))) {
      note(isDeal ? 'deal-before-account' : 'contact-before-account', `account ${String(fields['accountId'])}`, line);
    } else if (since !== undefined && upload.receivedAt - since < company.settings.accountSettleMs) {
      const waited = upload.receivedAt - since;
      note('account-not-settled', `account ${String(fields['accountId'])} was DONE only ${waited} ms before`, line);
    }
  }
  if (isDeal && !isMissing(fields['stage'])) {
    const stage = store.entry('STAGE', String(fields['stage']));
    if (confirmedSince(stage, upload.receivedAt) === undefined) {
      note('deal-before-stage', `stage ${String(fields['stage'])}`, line);
    }
  }
}

/** Since when an object had been DONE at `at`; undefined if it was not there, or not yet, or not any more. */
function confirmedSince(entry: Entry | undefined, at: number): number | undefined {
  if (entry?.confirmedAt === undefined || entry.confirmedAt > at) return undefined;
  return entry.deletedAt !== undefined && entry.deletedAt <= at ? undefined : entry.confirmedAt;
}

function auditObject(upload: Upload, line: ReadLine, note: Note): void {
  const { fields } = line;
  const { objectType, integration } = upload;
  const entry = integration.store.entry(objectType, String(fields['objectId']));
  const isDeleted = fields['isDeleted'] === true;
  if (objectType === 'STAGE' && isDeleted) note('stage-deleted', 'a stage is retired with isActive: false', line);
  if (isDeleted && upload.firstOfType && entry === undefined)
    note('deletion-in-first-upload', 'never sent before', line);
  if (objectType === 'BUSINESS_USER' && !isDeleted && entry !== undefined && !entry.current.deleted) {
    if (isNewest(fields, entry) && entry.current.fields['emailAddress'] !== fields['emailAddress']) {
      note('user-changed-without-deletion', 'a new address without a deletion before', line);
    }
  }
}

function isNewest(fields: Fields, entry: Entry): boolean {
  const { modifiedDate } = fields;
  return isDateTime(modifiedDate) && Date.parse(modifiedDate) >= entry.current.modifiedAt;
}
