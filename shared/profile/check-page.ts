import { OBJECT_TYPES, type ObjectType } from '../objects/object-type.ts';
import { STANDARD_FIELDS, standardField } from '../objects/standard-fields.ts';
import { leadsToCrm } from './check-crm.ts';
import { checkIdle } from './check-idle.ts';
import { holesAsked } from './check-ids.ts';
import { checkUnits } from './check-units.ts';
import type { Add } from './profile-problem.ts';
import { partsNamed } from './record-id.ts';
import type { Page, Profile } from './schema.ts';
import type { FieldSource } from './schema-field.ts';
import type { HistoryPage, ListPage, PageObject, RecordPage } from './schema-page.ts';
import { holesOf } from './template.ts';

/** One page of the profile: how it is asked for, and what is read from it. */
export function checkPage(profile: Profile, key: string, page: Page, add: Add): void {
  const at = `pages.${key}`;
  if (!leadsToCrm(profile, page.url))
    add(
      `${at}.url`,
      `“${page.url}” leads to another origin`,
      'Only the CRM itself is read.',
      '"index.php?module=Accounts"',
    );
  if (page.probe && profile.session.probe === undefined) {
    add(
      `${at}.probe`,
      'asks for a probe page, but session.probe names none',
      'Without proof of login nothing is taken.',
      '"session": { "probe": "home", … }',
    );
  }
  if (page.kind === 'other') return;
  if (page.kind === 'record') checkAddress(profile, page, at, add);
  if (page.kind === 'history') checkHistory(profile, page, at, add);
  if (page.kind !== 'history' && Object.keys(page.objects).length === 0) {
    add(
      `${at}.objects`,
      'is empty',
      'A page that gives no object type is of kind "other".',
      '"objects": { "ACCOUNT": { "fields": { … } } }',
    );
  }
  for (const type of OBJECT_TYPES) {
    const object = page.objects[type];
    if (!object) continue;
    const here = `${at}.objects.${type}`;
    if (page.kind === 'list' && !page.id && !object.id) {
      add(
        `${here}.id`,
        'is missing, and the page has no "id" either',
        'A row without an id is no record.',
        '"id": { "param": "record" }',
      );
    }
    if (page.kind !== 'history') checkFields(profile, type, object, page, here, add);
  }
  if (page.kind === 'list' && !page.rows?.every((rows) => rows.headers ?? rows.css ?? rows.script)) {
    const columns = Object.values(page.objects).some((object) =>
      Object.values(object?.fields ?? {}).some((list) => list.some((one) => one.column)),
    );
    if (!columns)
      add(
        `${at}.rows`,
        'is missing, and no field names a column',
        'The rows are found by their table’s header texts or by CSS.',
        '"rows": { "css": "tr.row" }',
      );
  }
}

/** A record page is asked for by its id, or opened from a list and then says itself whose it is. */
function checkAddress(profile: Profile, page: RecordPage, at: string, add: Add): void {
  const { open } = page;
  if (open && profile.pages[open.list]?.kind !== 'list') {
    add(
      `${at}.open.list`,
      `there is no list “${open.list}”`,
      'The record is opened from a row of it.',
      '"list": "deals"',
    );
  }
  // What is wrong with parts of an id is said by itself.
  if (partsNamed(holesAsked(page)) !== 0) return;
  if (!open) {
    add(
      `${at}.url`,
      'has no hole {id}',
      'The address of a record page is made from the record’s id. A page without an address of its own is opened from its list: see "open".',
      '"url": "one.php?company_id={id}"; for an id of two parts "view.asp?company={id1}&person={id2}"',
    );
  } else if (!page.id) {
    add(
      `${at}.id`,
      'is missing',
      'Its address does not say which record the page shows, so the page itself must.',
      '"id": { "css": "#lblNumber", "text": true }',
    );
  }
}

/** Changes are of fields that Gong has, and each word of the column means one field. */
function checkHistory(profile: Profile, page: HistoryPage, at: string, add: Add): void {
  if (partsNamed(holesAsked(page)) === 0) {
    const why = 'The address of a record’s changes is made from the record’s id.';
    add(`${at}.url`, 'has no hole {id}', why, '"url": "history.php?company_id={id}"');
  }
  const custom = profile.objects[page.of]?.custom ?? {};
  const seen = new Map<string, string>();
  for (const [field, words] of Object.entries(page.fields)) {
    if (standardField(page.of, field) === undefined && !Object.hasOwn(custom, field)) {
      const why = 'Changes are sent as versions of the record, under Gong’s field names.';
      add(`${at}.fields.${field}`, `is no field of ${page.of}`, why, '"fields": { "stage": ["Stage"] }');
    }
    for (const word of words) {
      const other = seen.get(word);
      if (other !== undefined && other !== field) {
        const why = 'A change must belong to one field.';
        add(`${at}.fields.${field}`, `“${word}” stands for ${other} too`, why, '"fields": { "stage": ["Stage"] }');
      }
      seen.set(word, field);
    }
  }
}

function checkFields(
  profile: Profile,
  type: ObjectType,
  object: PageObject,
  page: ListPage | RecordPage,
  at: string,
  add: Add,
): void {
  const { kind } = page;
  const custom = profile.objects[type]?.custom ?? {};
  for (const [name, sources] of Object.entries(object.fields)) {
    const path = `${at}.fields.${name}`;
    if (!name.startsWith('_') && !standardField(type, name) && !Object.hasOwn(custom, name)) {
      const known = Object.keys(STANDARD_FIELDS[type]).join(', ');
      add(
        path,
        `is no field of ${type}`,
        `Gong knows ${known}; others are custom fields, and fields that start with _ stay in the bridge.`,
        `"objects": { "${type}": { "custom": { "${name}": { "label": "…", "type": "STRING" } } } }`,
      );
    }
    for (const source of sources) {
      if ((source.column || source.columnLink) && kind === 'record')
        add(path, 'uses "column" on a record page', 'Only lists have columns.', '{ "label": "Name" }');
      if (source.label && page.kind === 'list' && !page.rows?.some(({ css }) => css))
        add(
          path,
          'uses "label" on a list whose rows are not found by CSS',
          'In a table the values stand under headers; labels stand inside the rows of lists of cards.',
          '{ "column": "Name" }, or "rows": { "css": "div.card" }',
        );
      if (source.above !== undefined && kind === 'record')
        add(path, 'uses "above" on a record page', 'Only the rows of lists stand in groups.', '{ "label": "Stage" }');
      if (source.repeats && kind === 'record')
        add(path, 'uses "repeats" on a record page', 'Only lists have a row above.', '{ "label": "Owner" }');
      if (source.script !== undefined && source.absent)
        add(
          `${path}.absent`,
          'says nothing of a script',
          'A script that is written otherwise one day would read as empty. Let the hole take the quotes, too, and say that two of them mean empty.',
          '"script": "setCombo(form.owner,{value})", "emptyMarkers": ["\\"\\""], "templates": "\\"{value}\\""',
        );
      checkBeside(name, source, object, path, add);
      checkUnits(profile, type, name, source, path, add);
      checkIdle(profile, type, name, source, path, add);
      const hole = source.hole;
      if (hole !== undefined && source.templates && !source.templates.some((one) => holesOf(one).includes(hole))) {
        add(
          `${path}.hole`,
          `no template has the hole “${hole}”`,
          'The value is taken out of that hole.',
          '"templates": ["{modified} by {user}"], "hole": "modified"',
        );
      }
    }
  }
  for (const when of object.when ?? []) {
    if (!Object.hasOwn(object.fields, when.field)) {
      add(
        `${at}.when`,
        `there is no field “${when.field}” on this page`,
        'The condition is judged by a field that the page shows.',
        '"fields": { "_status": { "label": "Status" } }, "when": { "field": "_status", "is": ["Lead"] }',
      );
    }
  }
}

/** Fields that this one needs beside it. */
function checkBeside(name: string, source: FieldSource, { fields }: PageObject, path: string, add: Add): void {
  const { currencyFrom, joinedBy, followedBy = [] } = source;
  if (joinedBy !== undefined && followedBy.length === 0)
    add(
      `${path}.joinedBy`,
      'has nothing to join',
      'It stands between this field’s text and those of the fields in "followedBy".',
      '"followedBy": ["_number"], "joinedBy": "-"',
    );
  if (currencyFrom !== undefined && !Object.hasOwn(fields, currencyFrom))
    add(
      `${path}.currencyFrom`,
      `there is no field “${currencyFrom}” on this page`,
      'The amount’s currency is read from it.',
      '"_currency": "Currency", "amount": { "label": "Amount", "currencyFrom": "_currency" }',
    );
  for (const other of followedBy) {
    const example = '"_time": "Time", "modifiedDate": { "column": "Date", "followedBy": "_time" }';
    const why = 'Its text belongs behind this field’s own.';
    if (!Object.hasOwn(fields, other))
      add(`${path}.followedBy`, `there is no field “${other}” on this page`, why, example);
    else if (other === name || fields[other]?.some((one) => one.followedBy))
      add(`${path}.followedBy`, `“${other}” is followed by others itself`, why, example);
  }
}
