import type { CrmRecord, ObjectType } from '../data/records.ts';
import type { Store } from '../data/store.ts';
import type { Viewer } from './formats.ts';
import type { Session } from './session.ts';

/** What a page is made from. */
export interface PageContext {
  readonly store: Store;
  readonly session: Session;
  readonly viewer: Viewer;
  readonly method: string;
  readonly query: ReadonlyMap<string, string>;
  readonly form: ReadonlyMap<string, string>;
  /** Whether the viewer may see a record. */
  readonly may: (type: ObjectType, id: string) => boolean;
  /** Rows on a list page, if not the list's own number. */
  readonly rowsPerPage: number | undefined;
  readonly now: number;
}

/** What a request was for; the access log keeps it. */
export type PageKind = 'list' | 'detail' | 'form' | 'frame' | 'sign-in' | 'act' | 'other';

/** The answer to a request: a page, or a redirect. */
export type PageAnswer =
  | { readonly kind: PageKind; readonly html: string }
  | { readonly kind: PageKind; readonly redirect: string };

/** The viewer's language's word. */
export const word = (context: { readonly viewer: Viewer }, en: string, de: string): string =>
  context.viewer.language === 'de' ? de : en;

/** The records of a type, sorted, that the viewer may see and the filter lets through. */
export const visible = (
  context: PageContext,
  records: readonly CrmRecord[],
  filter: (record: CrmRecord) => boolean = () => true,
): readonly CrmRecord[] => records.filter((record) => filter(record) && context.may(record.type, record.id));
