import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import type { PlannedPage, RawRecord, RawValue } from '../../shared/profile/raw.ts';
import type { ListPage, PageObject, Profile } from '../../shared/profile/schema.ts';
import { readCounter } from './counter.ts';
import { nextPage, statedParam } from './next.ts';
import { opensOf } from './open-record.ts';
import { usesLabels } from './page-fields.ts';
import { part } from './parts.ts';
import {
  NOTHING,
  type PageData,
  planFields,
  rawRecord,
  readFields,
  repeatAbove,
  repeating,
  roleOf,
} from './raw-record.ts';
import { replayForm } from './replay-form.ts';
import type { Row } from './row-cells.ts';
import { findRows, rowIds } from './rows.ts';
import { type Look, meetsAny } from './signs.ts';
import type { Scope } from './source.ts';
import { quote, unread } from './value.ts';

/** The records of a list page and how the list goes on. `charset` is the one in which its forms are sent back. */
export function readList(
  look: Look,
  profile: Profile,
  page: ListPage,
  planned: PlannedPage,
  scope: Scope,
  charset: string,
): PageData {
  const { rows, found, problem } = findRows(page, look, scope.roots, scope.skip);
  if (problem !== undefined) {
    look.problems.push(problem);
    return NOTHING;
  }
  const records: RawRecord[] = [];
  const shared = new Map<Row, string[]>();
  const elements = new Set<Element>();
  const named = new Set<Row>();
  const crmIds = new Set<string>();
  let doubtful = 0;
  for (const type of OBJECT_TYPES) {
    const object = page.objects[type];
    if (!object) continue;
    const merged = new Map<string, RawRecord>();
    const fieldPlan = planFields(object);
    const repeats = repeating(fieldPlan);
    const byLabel = usesLabels(object);
    const rules = object.id ?? page.id ?? [];
    let above: Record<string, RawValue> = {};
    for (const row of rows) {
      let ids = object.id ? undefined : shared.get(row);
      if (!ids) {
        ids = rowIds(row, rules, look);
        if (!object.id) shared.set(row, ids);
      }
      const crmId = ids[0];
      if (crmId === undefined) continue;
      named.add(row);
      for (const id of ids) crmIds.add(id);
      if (ids.length > 1) {
        doubtful++;
        above = {};
        continue;
      }
      for (const element of row.elements) elements.add(element);
      const here: Scope = { ...scope, row, crmId };
      const fields = byLabel ? part('records').readRowLabels(page, object, here) : readFields(fieldPlan, here);
      above = repeatAbove(repeats, fields, above);
      const role = roleOf(object.when, fields);
      if (role === 'unmet') continue;
      const earlier = merged.get(crmId);
      merged.set(crmId, earlier ? mergeRecords(earlier, fields) : rawRecord(planned.page, type, crmId, fields, role));
    }
    records.push(...withoutHidden(object, [...merged.values()]));
  }
  if (doubtful > 0)
    look.problems.push({
      code: 'several-ids',
      about: [String(doubtful)],
    });
  const distinct = crmIds.size;
  const counter = readCounter(page, look, rows[0]?.elements[0]);
  const total = counter?.total ?? null;
  const paging = nextPage(page, look, scope.base, planned.request, { distinct, elements }, counter, charset);
  if (paging.problem !== undefined) look.problems.push({ code: 'next-page', about: paging.problem });
  if (distinct === 0) {
    // Nothing was asked yet: some lists say "no matches" before any search. A post is the search itself.
    const { before } = page;
    if (before && planned.request.method === 'GET' && !meetsAny(look, before.unless)) {
      const next = replayForm(before.submit, look, scope.base, {}, charset, look.url);
      if (next) return { state: 'ok', records, next, endProven: false, total: null };
      look.problems.push({ code: 'list-not-asked' });
      return NOTHING;
    }
    // Whatever the sign of an empty list says: rows full of values are records whose ids stand elsewhere since an update.
    if (rows.filter((row) => isFull(page, { ...scope, row, crmId: '' })).length > MOST_IDLE) {
      look.problems.push({ code: 'rows-without-id', about: ['0'] });
      return NOTHING;
    }
    // A page beyond the last one, reached by counting, has its table and no rows.
    const { param } = page.next;
    const beyond = param && Number(statedParam(planned.request, param.name)) > param.first;
    if (meetsAny(look, page.empty) || (found && (total === 0 || beyond))) {
      // A list by letters of the alphabet: nothing under this one, but a link to the next.
      const next = page.next.link && total !== 0 ? paging.next : null;
      return { state: 'empty', records, next, endProven: next === null, total };
    }
    look.problems.push({
      code: 'list-not-found',
      about: found ? ['table'] : [],
    });
    return NOTHING;
  }
  // A row that the page counts and that names no record, such as a locked one without its menu, would be taken for deleted.
  if (Math.min(Number(counter?.to), total ?? 1e9) - Number(counter?.from) >= named.size)
    look.problems.push({ code: 'rows-without-id', about: [String(named.size)] });
  const opens = opensOf(look, profile, planned.page, shared, scope.base, charset);
  return {
    state: 'ok',
    records,
    ...(opens.length > 0 ? { opens } : {}),
    next: paging.next,
    endProven: paging.next === null && paging.endProven && doubtful === 0,
    total,
  };
}

/** Rows with values that are no records, as an empty list may have: its header once more, a row of filters. */
const MOST_IDLE = 2;

/** Whether at least two fields have a value in the row, by the columns of one object. */
function isFull(page: ListPage, scope: Scope): boolean {
  return Object.values(page.objects).some(
    (object) =>
      object &&
      !usesLabels(object) &&
      Object.values(readFields(planFields(object), scope)).filter(({ state }) => state === 'value').length > 1,
  );
}

/**
 * What selectors find in no row of the page may be hidden from this viewer, column and all: that says nothing of any record. What they find in one
 * row is shown, and empty in the others.
 */
function withoutHidden({ fields }: PageObject, records: RawRecord[]): RawRecord[] {
  const hidden = Object.keys(fields).filter(
    (name) =>
      fields[name]?.every((source) => source.absent === 'empty' && (source.css ?? source.xpath)) &&
      records.every((record) => record.fields[name]?.state === 'empty'),
  );
  if (hidden.length === 0) return records;
  const none = Object.fromEntries(hidden.map((name) => [name, unread('not-on-page', quote([name]))]));
  return records.map((record) => ({ ...record, fields: { ...record.fields, ...none } }));
}

/** Rows with one id are one record: a join doubles rows. Where they differ in a field, that field is unread. */
function mergeRecords(earlier: RawRecord, fields: Readonly<Record<string, RawValue>>): RawRecord {
  const differing = Object.entries(fields).filter(([name, value]) => {
    const known = earlier.fields[name];
    // A line of notes across all columns has the record's link, too, and none of its cells.
    if (value.state === 'unread' && value.code === 'row-shape') return false;
    return known?.state !== 'unread' && JSON.stringify(known) !== JSON.stringify(value);
  });
  if (differing.length === 0) return earlier;
  const merged: Record<string, RawValue> = { ...earlier.fields };
  for (const [name] of differing) merged[name] = { state: 'unread', code: 'rows-differ' };
  return { ...earlier, fields: merged };
}
