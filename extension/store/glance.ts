import type { Overview } from './overview.ts';

/**
 * What the popup shows in its first moment, before the background has answered: counts and states, nothing out of a record. It is kept in the
 * browser's memory only (storage.session), which content scripts cannot read and which ends with the browser.
 */
export function glanceOf(overview: Overview): Overview {
  const { sync, trouble } = overview;
  return {
    ...overview,
    trouble: trouble && { ...trouble, why: '' },
    sync: sync && {
      ...sync,
      trouble: sync.trouble && { ...sync.trouble, why: '' },
      result: { ...sync.result, rejected: [], held: [], problems: [], uploads: [] },
    },
    uploads: [],
    rejected: [],
    held: [],
    captures: [],
  };
}

export const GLANCE_KEY = 'glance';
