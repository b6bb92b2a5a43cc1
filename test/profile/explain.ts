import { traceFields } from '../../shared/interpret/interpret.ts';
import type { PageReading, RawValue } from '../../shared/profile/raw.ts';
import { sentenceOf } from '../../shared/profile/reader-sentences.ts';
import { recordUrl } from '../../shared/profile/requests.ts';
import type { FieldSource, Profile } from '../../shared/profile/schema.ts';
import { alike, hintFor, isSame } from './hints.ts';
import type { LoadedPage } from './load-page.ts';
import { viewOf } from './view.ts';

const SOURCE_KEYS = [
  'label',
  'column',
  'columnLink',
  'css',
  'xpath',
  'url',
  'constant',
  'script',
  'key',
  'id',
  'section',
  'within',
  'under',
  'row',
  'at',
  'cell',
  'inside',
  'nth',
  'all',
  'drop',
  'take',
  'attribute',
  'hidden',
] as const;

/** For people: what the page is, and for each field where it was looked for, what was found, what became of it. */
export function explainPage(profile: Profile, page: LoadedPage, readAt: string | null): string {
  const view = viewOf(profile, [page], readAt);
  const out: string[] = [`${page.file}`, `address  ${page.url}`];
  for (const reading of page.readings) {
    out.push('', `page     ${reading.page} (${reading.kind})`, `state    ${reading.state}`);
    if (reading.viewer !== null) out.push(`viewer   ${reading.viewer}`);
    else if (profile.session.viewer && page.readings.length > 0 && reading.state !== 'signed-out')
      out.push('viewer   none: what “session.viewer” names is not on this page, or stands there with different texts');
    for (const [sign, value] of Object.entries(reading.signs)) out.push(`sign     ${sign} = ${JSON.stringify(value)}`);
    if (reading.total !== null) out.push(`total    ${reading.total}`);
    else if (reading.kind === 'list' && reading.state === 'ok' && countsTotal(profile, reading.page))
      out.push('total    none: the text of “counter” is not on this page, or stands there in two versions');
    if (reading.kind === 'list' && reading.state === 'ok') {
      out.push(
        reading.next
          ? `next     ${reading.next.method} ${reading.next.url}`
          : `next     none${reading.endProven ? ', the end is proven' : ', and the end is NOT proven'}`,
      );
    }
    for (const problem of reading.problems) out.push(`problem  ${problem.code}: ${sentenceOf(problem)}`);
    if (reading.problems.some(({ code }) => code === 'record-not-found' || code === 'list-not-found'))
      out.push(...missing(profile, reading.page, page.words()), ...withoutId(profile, reading, page.links()));
    const context = view.contextFor(reading);
    for (const record of reading.records) {
      const url = recordUrl(profile, record.objectType, record.crmId);
      out.push(
        '',
        `${record.objectType} ${record.crmId}${record.role === undefined ? '' : ` (role ${record.role})`}${url === null ? '' : `  ${url}`}`,
      );
      for (const trace of traceFields([record], context)) {
        out.push(
          `  ${trace.field}`,
          `    looked for  ${sourceText(trace.source)}`,
          `    found       ${rawText(trace.raw)}`,
        );
        const { outcome } = trace;
        out.push(
          outcome.read
            ? `    became      ${JSON.stringify(outcome.value)} (${trace.meaning.as})`
            : `    unread      ${outcome.code}: ${outcome.message}`,
        );
        if (outcome.read) continue;
        const near = outcome.code === 'not-on-page' ? alike(trace.source, page.words()) : [];
        if (near.length > 0) out.push(`    like it     ${near.map((word) => `“${word}”`).join(', ')}`);
        const hint = hintFor(outcome.code);
        if (hint !== '') out.push(`    try         ${hint}`);
      }
    }
  }
  return `${out.join('\n')}\n`;
}

/** Whether the page's counter is said to show how many records there are. */
function countsTotal(profile: Profile, key: string): boolean {
  const page = profile.pages[key];
  return page?.kind === 'list' && (page.counter?.templates.some((one) => one.includes('{total')) ?? false);
}

/** Where the table's headers are there, its rows hold no id: the links in which one may stand. */
function withoutId(profile: Profile, { page: key, problems }: PageReading, links: readonly string[]): string[] {
  const page = profile.pages[key];
  if (page?.kind !== 'list' || !problems.some(({ code }) => code === 'list-not-found')) return [];
  const rules = [...(page.id ?? []), ...Object.values(page.objects).flatMap((object) => object?.id ?? [])];
  const names = rules.flatMap(({ param, params = [] }) => [...params, ...(param === undefined ? [] : [param])]);
  const like = links.filter((link) => names.some((name) => link.includes(`${name}=`))).slice(0, 3);
  return [
    `id       looked for in each row: ${JSON.stringify(rules)}`,
    ...like.map((link) => `link     ${link.slice(0, 200)}`),
  ];
}

/** Where a page was not recognised: which of the labels or headers that the profile names it does not show, and what is like them. */
function missing(profile: Profile, key: string, words: readonly string[]): string[] {
  const page = profile.pages[key];
  if (!page || page.kind === 'other') return [];
  const rows = page.kind === 'list' ? (page.rows ?? []).flatMap((way) => way.headers ?? []) : [];
  const fields = Object.values(page.objects).flatMap((object) => Object.values(object?.fields ?? {}));
  const wanted = new Map(
    [...rows, ...fields.flatMap((list) => list.flatMap((source) => [source.label ?? [], source.column ?? []]))]
      .filter((texts) => texts.length > 0)
      .map((texts) => [texts.join(' or '), texts]),
  );
  return [...wanted].flatMap(([name, texts]) => {
    const near = alike({ label: [...texts] }, words);
    if (near.some((word) => isSame(word, texts))) return [];
    const like = near.length === 0 ? '' : `; like it: ${near.map((word) => `“${word}”`).join(', ')}`;
    return [`missing  ${name}${like}`];
  });
}

function sourceText(source: FieldSource | undefined): string {
  if (!source) return 'nothing';
  return SOURCE_KEYS.flatMap((key) =>
    source[key] === undefined ? [] : [`${key} ${JSON.stringify(source[key])}`],
  ).join(', ');
}

function rawText(raw: RawValue): string {
  if (raw.state === 'unread') return `nothing usable (${raw.code})`;
  if (raw.state === 'empty') return 'empty';
  const ids = raw.ids ? `, ids ${JSON.stringify(raw.ids)}` : '';
  return `${JSON.stringify(raw.text)}${ids}${raw.label === undefined ? '' : `, beside ${JSON.stringify(raw.label)}`}`;
}
