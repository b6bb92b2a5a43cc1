import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import { matchAddress } from '../../shared/profile/page-address.ts';
import type { PlannedPage, RawRecord, RawValue } from '../../shared/profile/raw.ts';
import { idOf } from '../../shared/profile/record-id.ts';
import { absolute, plainUrl } from '../../shared/profile/requests.ts';
import type { IdRule, Profile, RecordPage } from '../../shared/profile/schema.ts';
import { doubtAbsent, doubtElements, labelsThere } from './absent-labels.ts';
import { idsIn } from './ids.ts';
import { labelsFor } from './label-source.ts';
import { pageFields } from './page-fields.ts';
import { NOTHING, type PageData, planFields, rawRecord, readFields, roleOf } from './raw-record.ts';
import type { Look } from './signs.ts';
import type { Scope } from './source.ts';

/** The record of a record page, confirmed by most of its labels and a value that such a record must have. */
export function readRecord(
  look: Look,
  profile: Profile,
  page: RecordPage,
  planned: PlannedPage,
  scope: Scope,
): PageData {
  const own = planned.crmId === undefined ? idsIn(look.document, page.id ?? [], look) : [];
  const crmId = planned.crmId ?? (own.length === 1 ? own[0] : undefined);
  if (crmId === undefined) {
    look.problems.push({ code: 'no-id' });
    return NOTHING;
  }
  const other = otherId(look, profile, page, crmId);
  if (other !== null) {
    look.problems.push({ code: 'moved', about: [other, crmId] });
    return NOTHING;
  }
  const lists = pageFields(page);
  const index = labelsFor(lists.flat(), page, scope);
  const here: Scope = { ...scope, crmId, labels: index };
  const { labelled, there } = labelsThere(lists, index);
  const enough = labelled === 0 || there / labelled >= page.confirm;
  const records: RawRecord[] = [];
  for (const type of OBJECT_TYPES) {
    const object = page.objects[type];
    if (!object) continue;
    const fields = readFields(planFields(object), here);
    if (there < labelled) doubtAbsent(object, fields, index);
    doubtElements(object, fields);
    records.push(rawRecord(planned.page, type, crmId, fields, roleOf(object.when, fields)));
  }
  const mandatory = page.mandatory;
  const filled = records.some((record) =>
    Object.entries(record.fields).some(
      ([name, value]) =>
        (mandatory ? mandatory.includes(name) : isOwn(page, record.objectType, name)) && isThere(value),
    ),
  );
  if (!enough || !filled) {
    if (enough && page.emptyTemplate !== undefined) return { ...NOTHING, state: page.emptyTemplate };
    const [first] = mandatory ?? [];
    const doubt = records.map(({ fields }) => fields[first ?? '']).find((value) => value?.state === 'unread');
    const why = doubt?.state === 'unread' ? [doubt.code, ...(doubt.about ?? [])] : [];
    look.problems.push({
      code: 'record-not-found',
      about: enough ? (first === undefined ? [] : [first, '', ...why]) : [String(there), String(labelled)],
    });
    return NOTHING;
  }
  return { state: 'ok', records, next: null, endProven: false, total: null };
}

/** Whether the place holds something, even where it cannot be read: a name in angle brackets is no empty template. */
function isThere(value: RawValue): boolean {
  return value.state === 'value' || (value.state === 'unread' && /^(?:unknown-el|cut|broken-c)/.test(value.code));
}

/** Whether a field says something about the page: constants and the id itself do not. */
function isOwn(page: RecordPage, type: ObjectType, name: string): boolean {
  return (
    page.objects[type]?.fields[name]?.some(
      (source) => source.constant === undefined && !source.id && source.url === undefined,
    ) ?? false
  );
}

/** The id that the page or its final address names when it is another than the one asked for. */
function otherId(look: Look, profile: Profile, page: RecordPage, crmId: string): string | null {
  const plain = plainUrl(profile, look.url);
  for (const pattern of [page.url, ...(page.alsoAt ?? [])]) {
    const found = idOf(matchAddress(absolute(profile, pattern), plain));
    if (found !== undefined && found !== crmId) return found;
    if (found !== undefined) break;
  }
  const rules: readonly IdRule[] = page.id ?? [];
  if (rules.length === 0) return null;
  const ids = idsIn(look.document, rules, look);
  return ids.length > 0 && !ids.includes(crmId) ? (ids[0] ?? null) : null;
}
