import { hasSchema, OBJECT_TYPES, type ObjectType } from '../objects/object-type.ts';
import { STANDARD_FIELDS, standardField } from '../objects/standard-fields.ts';
import { checkIds, holesAsked } from './check-ids.ts';
import type { ProfileProblem } from './profile-problem.ts';
import { partsNamed } from './record-id.ts';
import type { Profile } from './schema.ts';
import type { FieldSource } from './schema-field.ts';
import type { HistoryPage, ListPage, PageObject, RecordPage } from './schema-page.ts';
import { holesOf } from './template.ts';

/** What the shape alone cannot say: names that point nowhere, records without ids, fields that Gong does not have. */
export function checkProfile(profile: Profile): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const add = (path: string, what: string, why: string, example: string) => problems.push({ path, what, why, example });

  profile.crm.origin.forEach((origin, index) => {
    if (!isOrigin(origin)) {
      add(
        `crm.origin[${index}]`,
        `“${origin}” is not an origin: scheme, host and port, nothing after them`,
        'Only pages of these origins are ever requested.',
        originOf(origin),
      );
    }
  });
  const origin = profile.crm.origin[0] ?? '';
  const base = profile.crm.base ?? '/';
  const resolves = (url: string): boolean => {
    // Where the origin itself is wrong, that is said already.
    if (!profile.crm.origin.every(isOrigin)) return true;
    try {
      return profile.crm.origin.includes(new URL(url.replaceAll(/[{}]/g, '_'), new URL(base, origin)).origin);
    } catch {
      return false;
    }
  };
  if (profile.session.probe !== undefined && !Object.hasOwn(profile.pages, profile.session.probe)) {
    add(
      'session.probe',
      `there is no page “${profile.session.probe}”`,
      'The probe is one of the pages.',
      '"probe": "home"',
    );
  }
  for (const zone of zonesOf(profile)) {
    if (!isZone(zone.value))
      add(zone.path, `“${zone.value}” is not a time zone`, 'Datetimes would be wrong by hours.', '"Europe/Berlin"');
  }
  for (const [key, page] of Object.entries(profile.pages)) {
    const at = `pages.${key}`;
    if (!resolves(page.url))
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
    if (page.kind === 'other') continue;
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
  for (const type of OBJECT_TYPES) checkObject(profile, type, add);
  checkIds(profile, add);
  checkSigns(profile, add);
  return problems;
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

type Add = (path: string, what: string, why: string, example: string) => void;

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
      checkBeside(name, source, object, path, add);
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
  const { currencyFrom, followedBy = [] } = source;
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

/** Format sets that wait for a sign which no page shows would never count. */
function checkSigns(profile: Profile, add: Add): void {
  const known = new Set([
    'viewer',
    ...Object.keys(profile.signs),
    ...Object.values(profile.pages).flatMap((page) => Object.keys(page.signs ?? {})),
  ]);
  profile.formats.forEach((set, index) => {
    const { sign, moments = {} } = set.timeZoneFrom ?? {};
    const wanted = [
      ...Object.keys(set.when ?? {}).map((name) => ({ name, path: `when.${name}` })),
      ...Object.keys(moments).map((name) => ({ name, path: `timeZoneFrom.moments.${name}` })),
      ...(sign === undefined ? [] : [{ name: sign, path: 'timeZoneFrom.sign' }]),
    ];
    for (const { name, path } of wanted) {
      if (known.has(name)) continue;
      add(
        `formats[${index}].${path}`,
        `there is no sign “${name}”`,
        'A set that waits for it would never count. Signs stand in "signs", of the profile or of a page.',
        `"signs": { "${name}": { "script": "${name} = '{value}'" } }`,
      );
    }
  });
}

function checkObject(profile: Profile, type: ObjectType, add: Add): void {
  const object = profile.objects[type];
  const at = `objects.${type}`;
  const read = Object.values(profile.pages).some((page) => page.kind !== 'other' && page.objects[type]);
  if (read && !object) {
    add(
      at,
      'is missing, but pages read it',
      'It holds what the fields mean; {} is enough.',
      `"objects": { "${type}": {} }`,
    );
  }
  if (!object) return;
  if (object.custom && !hasSchema(type))
    add(`${at}.custom`, `${type} takes no custom fields`, 'Gong has them for accounts, contacts, deals and leads.', '');
  for (const [name, field] of Object.entries(object.custom ?? {})) {
    if (standardField(type, name))
      add(`${at}.custom.${name}`, 'is a standard field of Gong', 'It needs no definition.', '');
    else if (OBJECT_TYPES.some((other) => standardField(other, name)))
      add(
        `${at}.custom.${name}`,
        'is the name of a standard field of another type',
        'Gong’s schema takes no custom field of that name.',
        `"${name}Of${type.charAt(0)}${type.slice(1).toLowerCase()}"`,
      );
    if (field.type === 'PICKLIST' && !field.values)
      add(
        `${at}.custom.${name}.values`,
        'is missing',
        'Gong refuses a picklist without its values.',
        '"values": ["Hot", "Cold"]',
      );
    if (field.type === 'REFERENCE' && !field.refersTo)
      add(`${at}.custom.${name}.refersTo`, 'is missing', 'A reference points to one type.', '"refersTo": "ACCOUNT"');
  }
  for (const name of Object.keys(object.fields ?? {})) {
    if (!name.startsWith('_') && !standardField(type, name) && !Object.hasOwn(object.custom ?? {}, name)) {
      add(
        `${at}.fields.${name}`,
        `is no field of ${type}`,
        'Its meaning would never be used.',
        `Known: ${Object.keys(STANDARD_FIELDS[type]).join(', ')}`,
      );
    }
  }
  object.constants?.forEach((constant, index) => {
    for (const [name, field] of Object.entries(STANDARD_FIELDS[type])) {
      const mandatory = 'mandatory' in field && name !== 'modifiedDate';
      if (mandatory && (constant.fields[name] ?? '') === '') {
        add(
          `${at}.constants[${index}].fields.${name}`,
          'is missing',
          `Gong refuses a ${type} without it.`,
          `"fields": { "${name}": "…" }`,
        );
      }
    }
  });
  if (object.emailFromLogin && type !== 'BUSINESS_USER')
    add(`${at}.emailFromLogin`, 'is only for BUSINESS_USER', 'It makes a user’s address.', '');
}

/** What was probably meant by a wrong origin. */
function originOf(text: string): string {
  for (const address of [text, `https://${text}`]) {
    if (!URL.canParse(address) || !/^https?:/.test(address)) continue;
    const { origin, pathname } = new URL(address);
    return `"origin": "${origin}"${pathname === '/' ? '' : `, "base": "${pathname.replace(/\/?$/, '/')}"`}`;
  }
  return '"origin": "https://crm.example.com"';
}

function isOrigin(text: string): boolean {
  try {
    const url = new URL(text);
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === text;
  } catch {
    return false;
  }
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function zonesOf(profile: Profile): { path: string; value: string }[] {
  const zones: { path: string; value: string }[] = [];
  const add = (path: string, value: string | undefined) => {
    if (value !== undefined && value !== 'floating') zones.push({ path, value });
  };
  add('crm.timeZone', profile.crm.timeZone);
  profile.formats.forEach((set, index) => {
    add(`formats[${index}].timeZone`, set.timeZone);
    for (const [word, zone] of Object.entries(set.timeZoneFrom?.map ?? {}))
      add(`formats[${index}].timeZoneFrom.map.${word}`, zone);
    (set.timeZoneFrom?.zones ?? []).forEach((zone, place) => {
      add(`formats[${index}].timeZoneFrom.zones[${place}]`, zone);
    });
  });
  for (const [type, object] of Object.entries(profile.objects)) {
    for (const [name, meaning] of Object.entries(object?.fields ?? {}))
      add(`objects.${type}.fields.${name}.timeZone`, meaning.timeZone);
  }
  return zones;
}

/** Changes are of fields that Gong has, and each word of the column means one field. */
function checkHistory(
  profile: Profile,
  page: HistoryPage,
  at: string,
  add: (path: string, what: string, why: string, example: string) => void,
): void {
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
