import {
  type DBCore,
  type DBCoreAddRequest,
  type DBCoreMutateRequest,
  type DBCoreMutateResponse,
  type DBCorePutRequest,
  type DBCoreTable,
  Dexie,
  type Middleware,
} from 'dexie';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { BridgeDatabase } from './database.ts';
import type { RecordRow } from './rows.ts';

/**
 * Whether a row stands aside: its page says that it is gone, or a list has shown it in another role and nothing was ever made of it. It is
 * kept, and counts for nobody as a record that is in the CRM.
 */
export function isAside({ presence, reading, dirty }: Pick<RecordRow, 'presence' | 'reading' | 'dirty'>): boolean {
  return presence === 'gone' || (reading === null && dirty !== 1);
}

/** Marks rows that stand aside as they are written, and tells `written` of which types rows were. */
export function markAside(written: (types: ReadonlySet<ObjectType>) => void): Middleware<DBCore> {
  return {
    stack: 'dbcore',
    name: 'mark-aside',
    create: (core) => ({
      ...core,
      table(name) {
        const table = core.table(name);
        if (name !== 'records') return table;
        const mutate = (request: DBCoreMutateRequest) => {
          if (request.type !== 'add' && request.type !== 'put') return table.mutate(request);
          const rows: readonly RecordRow[] = request.values;
          written(new Set(rows.map(({ objectType }) => objectType)));
          const values = rows.map(marked);
          return values.length <= NAMED ? table.mutate({ ...request, values }) : mutateInParts(table, request, values);
        };
        return { ...table, mutate };
      },
    }),
  };
}

/** Of so many rows at once Dexie tells other contexts the keys; of more, only that anything may have changed. */
const NAMED = 49;

async function mutateInParts(
  table: DBCoreTable,
  request: DBCoreAddRequest | DBCorePutRequest,
  values: readonly RecordRow[],
): Promise<DBCoreMutateResponse> {
  const starts = Array.from({ length: Math.ceil(values.length / NAMED) }, (_, part) => part * NAMED);
  const parts = await Dexie.Promise.all(
    starts.map((from) => {
      const keys = request.keys?.slice(from, from + NAMED);
      return table.mutate({ ...request, values: values.slice(from, from + NAMED), ...(keys ? { keys } : {}) });
    }),
  );
  const failures = Object.fromEntries(
    parts.flatMap(({ failures: some }, part) =>
      Object.entries(some).map(([index, error]) => [part * NAMED + Number(index), error] as const),
    ),
  );
  return {
    numFailures: Object.keys(failures).length,
    failures,
    lastResult: parts.at(-1)?.lastResult,
    results: parts.flatMap(({ results = [] }) => results),
  };
}

/** Rows that do not stand aside have no mark at all, and so no place in the index of those that do. */
function marked({ aside: _, ...row }: RecordRow): RecordRow {
  return isAside(row) ? { ...row, aside: 1 } : row;
}

/** How many records of a type a view has read that are in the CRM. Counted again only after rows of the type were written. */
export async function countRecords(db: BridgeDatabase, viewId: string, type: ObjectType): Promise<number> {
  const of = `${viewId}|${type}`;
  const writes = db.recordWrites(type);
  const known = db.recordCounts.get(of);
  if (known?.writes === writes) return known.count;
  const all = db.records.where('[viewId+objectType]').equals([viewId, type]);
  const aside = db.records.where('[aside+viewId+objectType]').equals([1, viewId, type]);
  const count = (await all.count()) - (await aside.count());
  db.recordCounts.set(of, { writes, count });
  return count;
}
