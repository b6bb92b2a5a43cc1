import { createHash } from 'node:crypto';

/** What the deals list carries from one post-back to the next. */
export interface ViewState {
  readonly start: number;
  readonly sort: 'name' | 'amount' | 'closing' | 'modified';
  readonly descending: boolean;
  readonly status: 'all' | 'open' | 'closed';
}

export const VIEW_SORTS = ['name', 'amount', 'closing', 'modified'] as const;
export const VIEW_STATUSES = ['all', 'open', 'closed'] as const;

const mark = (text: string): string => createHash('sha256').update(`AdressPilot ${text}`).digest('base64').slice(0, 16);

/** The hidden field's text: opaque to browsers, protected by a checksum. */
export const writeViewState = (state: ViewState): string => {
  const text = [state.start, state.sort, state.descending ? 'desc' : 'asc', state.status].join(';');
  return `dDw${Buffer.from(`${text};${mark(text)}`).toString('base64')}`;
};

/** The state out of the hidden field; undefined when it is missing or was tampered with. */
export const readViewState = (field: string | undefined): ViewState | undefined => {
  if (field === undefined || !field.startsWith('dDw')) return undefined;
  const parts = Buffer.from(field.slice(3), 'base64').toString('latin1').split(';');
  const [start = '', sortName, direction, statusName, checksum] = parts;
  if (checksum !== mark(parts.slice(0, 4).join(';'))) return undefined;
  const sort = VIEW_SORTS.find((key) => key === sortName);
  const status = VIEW_STATUSES.find((key) => key === statusName);
  if (sort === undefined || status === undefined) return undefined;
  return { start: Number(start), sort, descending: direction === 'desc', status };
};
