/** Pages captured from real CRMs, with what their databases held. The folder lies beside the project or is not there at all. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../../../../shared/crm-pages');

export type Crm = 'sugarcrm' | 'dolibarr' | 'xrms';
export const CRMS: readonly Crm[] = ['sugarcrm', 'dolibarr', 'xrms'];

/** A record as its database holds it. */
export interface TruthRecord {
  readonly id: string;
  readonly fields: Readonly<Record<string, string | null | readonly string[]>>;
  readonly raw: Readonly<Record<string, string | null>>;
}

export interface CapturedPage {
  /** Name inside the CRM's folder. */
  readonly name: string;
  /** A link to it beside its `headers.json`, as the command line takes it. */
  readonly file: string;
  readonly entity: string | null;
  /** What the capture calls it: `list`, `detail`, `deleted-record` … */
  readonly kind: string;
  readonly recordId: string | null;
  /** Ids in the order of the page; null where the capture does not say. */
  readonly ids: readonly string[] | null;
}

export interface Captures {
  readonly origin: string;
  readonly pages: readonly CapturedPage[];
  readonly entities: Readonly<Record<string, ReadonlyMap<string, TruthRecord>>>;
  readonly users: readonly Readonly<Record<string, string | null>>[];
}

interface ManifestPage {
  file: string;
  final_url: string;
  url: string;
  headers: [string, string][];
  entity?: string;
  kind: string;
  record_id?: string;
  status: number;
  expected?: { id: string }[];
  what?: string;
  location?: string;
}

export function hasCaptures(): boolean {
  return existsSync(FOLDER);
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** Kind, entity and record of a snapshot, from its name and address. */
function snapshot(file: string, location: string): Pick<CapturedPage, 'entity' | 'kind' | 'recordId'> {
  const entity = /^(\w+)-(list|detail|after)/.exec(file)?.[1] ?? null;
  const kind =
    file.includes('-list-') || file.includes('-after-back') ? 'list' : file.includes('-detail') ? 'detail' : 'home';
  const recordId = kind === 'detail' ? (/(?:record|id)(?:=|%3D)([\w-]+)/.exec(location)?.[1] ?? null) : null;
  return { entity, kind, recordId };
}

/** Reads the captures of one CRM; each page becomes a link in a temporary folder, with its address and content type beside it. */
export function readCaptures(crm: Crm): Captures {
  const folder = join(FOLDER, crm);
  const manifest = json(join(folder, 'manifest.json')) as { base: string; pages: ManifestPage[] };
  const snapshots = json(join(folder, 'dom/manifest.json')) as { pages: { file: string; location: string }[] };
  const truth = json(join(folder, 'truth.json')) as {
    entities: Record<string, TruthRecord[]>;
    users: Record<string, string | null>[];
  };
  const links = mkdtempSync(join(tmpdir(), `captured-${crm}-`));
  mkdirSync(join(links, 'dom'));
  const link = (name: string, url: string, contentType: string): string => {
    const file = join(links, name);
    symlinkSync(join(folder, name), file);
    writeFileSync(`${file}.headers.json`, JSON.stringify({ url, 'content-type': contentType }));
    return file;
  };
  const pages: CapturedPage[] = manifest.pages.map((page) => ({
    name: page.file,
    file: link(
      page.file,
      page.final_url,
      page.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'text/html',
    ),
    entity: page.entity ?? null,
    kind: page.kind,
    recordId: page.record_id ?? null,
    ids: page.expected?.map(({ id }) => id) ?? null,
  }));
  for (const page of snapshots.pages) {
    const name = `dom/${page.file}`;
    const what = snapshot(page.file, page.location);
    const ids = what.recordId === null ? null : [what.recordId];
    pages.push({ name, file: link(name, page.location, 'text/html; charset=utf-8'), ...what, ids });
  }
  const entities = Object.fromEntries(
    Object.entries(truth.entities).map(([entity, records]) => [
      entity,
      new Map(records.map((record) => [record.id, record])),
    ]),
  );
  return { origin: new URL(manifest.base).origin, pages, entities, users: truth.users };
}
