/** Reads every captured page with the CRM's preset and holds each field against the truth. */
import { readFileSync } from 'node:fs';
import { objectIdOf } from '../../../shared/objects/object-id.ts';
import { parseProfile } from '../../../shared/profile/schema.ts';
import type { FieldValue } from '../../../shared/protocol/reading.ts';
import { type CheckedPage, checkPages } from '../check.ts';
import { loadPage } from '../load-page.ts';
import { type CapturedPage, type Captures, type Crm, readCaptures } from './captures.ts';
import { dolibarr } from './dolibarr.ts';
import type { Expectation, ExpectedValue } from './expected.ts';
import { sugarcrm } from './sugarcrm.ts';
import { xrms } from './xrms.ts';

/** What a CRM's pages have to give: roles by entity, and the state of each page that is not simply read. */
export interface CrmExpectation {
  readonly preset: string;
  /** Users as IT states them in the profile, for CRMs that show nothing but their names. */
  users?(captures: Captures): readonly { id: string; aliases: string[]; fields: { emailAddress: string } }[];
  readonly roles: Readonly<Record<string, readonly Expectation[]>>;
  /** The states that are right for a page; null where the capture does not define it. */
  states(page: CapturedPage): readonly CheckedPage['state'][] | null;
  /** Pages that show records although the manifest expects none, or that the preset does not describe. */
  ignores(page: CapturedPage): boolean;
}

export const EXPECTATIONS: Readonly<Record<Crm, CrmExpectation>> = { sugarcrm, dolibarr, xrms };

export interface Comparison {
  readonly counts: {
    recordsExpected: number;
    recordsFound: number;
    exact: number;
    wrong: number;
    wrongNull: number;
    missingReported: number;
    missingSilent: number;
    /** Reported as not on the page: its label is not there at all. */
    notShown: number;
  };
  readonly deviations: readonly string[];
  readonly wrongStates: readonly string[];
  readonly unexpectedRecords: readonly string[];
  /** Misses by page kind, field and code. */
  readonly misses: ReadonlyMap<string, number>;
}

const presetFolder = new URL('../../../shared/profile/presets/', import.meta.url);

/** The preset as a company uses it: its own address, and its users where the CRM shows reps only their names. */
export function readPreset(crm: Crm, captures: Captures) {
  const expectation = EXPECTATIONS[crm];
  const input = JSON.parse(readFileSync(new URL(expectation.preset, presetFolder), 'utf8'));
  const constants = expectation.users?.(captures);
  const users = constants ? { BUSINESS_USER: { ...input.objects.BUSINESS_USER, constants } } : {};
  const parsed = parseProfile({
    ...input,
    crm: { ...input.crm, origin: captures.origin },
    objects: { ...input.objects, ...users },
  });
  if (!parsed.ok) throw new Error(`${EXPECTATIONS[crm].preset}: ${JSON.stringify(parsed.problems, null, 1)}`);
  return parsed.profile;
}

function agrees(actual: FieldValue, expected: ExpectedValue): boolean {
  const wanted = expected.value;
  if (actual === null || wanted === null) return actual === wanted;
  if (expected.exactness === 'minute') return String(actual).slice(0, 16) === String(wanted).slice(0, 16);
  if (expected.exactness === 'day')
    return Math.abs(Date.parse(String(actual)) - Date.parse(String(wanted))) < 86_400_000;
  if (expected.exactness === 'digits')
    return (
      phoneDigits(actual) === phoneDigits(wanted) ||
      String(actual).replace(/\D/g, '') === String(wanted).replace(/\D/g, '')
    );
  if (expected.exactness === 'lines')
    return String(actual).replace(/\s+/g, ' ') === String(wanted).replace(/\s+/g, ' ');
  return JSON.stringify(actual) === JSON.stringify(wanted);
}

/** "+49 (0)221" is dialled without the zero in parentheses. */
const phoneDigits = (value: FieldValue) =>
  String(value)
    .replace(/^(\+\d+ ?)\(0\)/, '$1')
    .replace(/\D/g, '');

/** Compares all pages of a CRM, read together as `profile check` does. */
export function compareCaptures(crm: Crm, readAt: string): Comparison {
  const captures = readCaptures(crm);
  const expectation = EXPECTATIONS[crm];
  const profile = readPreset(crm, captures);
  const loaded = captures.pages.map((page) => loadPage(profile, page.file, undefined));
  const checked = checkPages(profile, loaded, readAt);
  const counts: Comparison['counts'] = {
    recordsExpected: 0,
    recordsFound: 0,
    exact: 0,
    wrong: 0,
    wrongNull: 0,
    missingReported: 0,
    missingSilent: 0,
    notShown: 0,
  };
  const deviations: string[] = [];
  const wrongStates: string[] = [];
  const unexpectedRecords: string[] = [];
  const misses = new Map<string, number>();
  captures.pages.forEach((page, index) => {
    const result = checked[index];
    if (!result) return;
    const states = expectation.states(page);
    if (states && !states.includes(result.state))
      wrongStates.push(
        `${page.name}: ${result.state}, not ${states.join(' or ')} (${result.problems.map((one) => `${one.code}: ${one.message}`).join('; ')})`,
      );
    if (expectation.ignores(page)) return;
    comparePage(page, result, expectation, captures, counts, deviations, unexpectedRecords, misses);
  });
  return { counts, deviations, wrongStates, unexpectedRecords, misses };
}

function comparePage(
  page: CapturedPage,
  result: CheckedPage,
  expectation: CrmExpectation,
  captures: Captures,
  counts: Comparison['counts'],
  deviations: string[],
  unexpectedRecords: string[],
  misses: Map<string, number>,
): void {
  const truth = page.entity === null ? undefined : captures.entities[page.entity];
  const roles = page.entity === null ? [] : (expectation.roles[page.entity] ?? []);
  const wanted = new Map<string, { role: Expectation; id: string }>();
  const ids = page.ids ?? [];
  for (const role of roles) {
    for (const id of ids) {
      const record = truth?.get(id);
      if (record && role.has(record, page))
        wanted.set(`${role.type} ${objectIdOf(role.type, id, role.prefix)}`, { role, id });
    }
  }
  const found = new Map(result.records.map((record) => [`${record.objectType} ${record.objectId}`, record]));
  counts.recordsExpected += wanted.size;
  for (const [key, { role, id }] of wanted) {
    const record = found.get(key);
    const truthRecord = truth?.get(id);
    if (!record || !truthRecord) {
      deviations.push(`${page.name}: ${key} not found`);
      continue;
    }
    counts.recordsFound++;
    const shown = new Set(role.shown(page));
    const expected = role.fields(truthRecord, captures);
    const fields = record.fields as Record<string, FieldValue>;
    const problems = new Map(
      (record.problems as { field?: string; code: string; message: string }[]).map((problem) => [
        problem.field ?? '',
        problem,
      ]),
    );
    for (const [field, want] of Object.entries(expected)) {
      const value = fields[field];
      const problem = problems.get(field);
      const where = `${page.name}: ${key} ${field}`;
      if (value !== undefined) {
        if (agrees(value, want)) counts.exact++;
        else {
          counts.wrong++;
          if (value === null) counts.wrongNull++;
          deviations.push(`${where} WRONG ${JSON.stringify(value)} for ${JSON.stringify(want.value)}`);
        }
      } else if (shown.has(field) && !(field === 'modifiedDate' && want.value === null)) {
        if (problem?.code === 'not-on-page') counts.notShown++;
        else if (problem) {
          counts.missingReported++;
          const kind = `${page.entity} ${page.kind} ${field} ${problem.code}`;
          misses.set(kind, (misses.get(kind) ?? 0) + 1);
          if (want.value !== null || problem.code !== 'not-on-page')
            deviations.push(`${where} reported ${problem.code} for ${JSON.stringify(want.value)}: ${problem.message}`);
        } else {
          counts.missingSilent++;
          deviations.push(`${where} SILENT for ${JSON.stringify(want.value)}`);
        }
      }
    }
    for (const field of Object.keys(fields))
      if (!(field in expected) && field !== 'url')
        deviations.push(`${page.name}: ${key} ${field} has no truth: ${JSON.stringify(fields[field])}`);
  }
  if (page.ids !== null) {
    for (const record of result.records) {
      const key = `${record.objectType} ${record.objectId}`;
      if (!wanted.has(key)) unexpectedRecords.push(`${page.name}: ${key}`);
    }
  } else {
    // The capture does not name the records of this page: each that is read must be one of the truth, with true values.
    for (const [key, record] of found) {
      const role = roles.find((one) => one.type === record.objectType);
      const truthRecord = [...(truth?.values() ?? [])].find(
        (one) => role && objectIdOf(role.type, one.id, role.prefix) === record.objectId,
      );
      if (!role || !truthRecord || !role.has(truthRecord, page)) {
        if (roles.length > 0) unexpectedRecords.push(`${page.name}: ${key}`);
        continue;
      }
      const expected = role.fields(truthRecord, captures);
      for (const [field, value] of Object.entries(record.fields as Record<string, FieldValue>)) {
        const want = expected[field];
        if (!want) continue;
        if (agrees(value, want)) counts.exact++;
        else {
          counts.wrong++;
          deviations.push(
            `${page.name}: ${key} ${field} WRONG ${JSON.stringify(value)} for ${JSON.stringify(want.value)}`,
          );
        }
      }
    }
  }
}
