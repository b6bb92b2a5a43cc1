import type { ObjectStory } from '../ledger/object-states.ts';
import { momentText, spanText, TYPE_WORDS } from './parts/words.ts';

/** “Did deal 4711 reach Gong, and when?” in one sentence. */
export interface Answer {
  readonly kind: 'ok' | 'warn' | 'bad';
  readonly text: string;
}

/** The answer for a record whose story is known. Nothing less than Gong's DONE counts as reached. */
export function answerOf(story: ObjectStory): Answer {
  const name = `${TYPE_WORDS[story.objectType].one} ${story.objectId}`;
  const [newest, ...older] = story.versions;
  if (newest === undefined) return { kind: 'warn', text: `${name} is known, but no version of it is kept.` };
  const settled = newest.settledAt === null ? '' : momentText(newest.settledAt);
  const took = newest.settledAt === null ? '' : spanText(Date.parse(newest.settledAt) - Date.parse(newest.receivedAt));
  const confirmed = older.find(({ state, kind }) => state === 'confirmed' && kind === 'upsert');
  const earlier =
    confirmed?.settledAt != null
      ? ` Gong has an earlier version of it, confirmed on ${momentText(confirmed.settledAt)}.`
      : '';
  const meanwhile =
    earlier !== ''
      ? earlier
      : story.inGong
        ? ' Gong has an earlier version of it.'
        : ' It has not reached Gong before.';
  switch (newest.state) {
    case 'confirmed':
      return newest.kind === 'delete'
        ? {
            kind: 'ok',
            text: `${name} is deleted in Gong: confirmed on ${settled}, ${took} after the deletion was decided.`,
          }
        : { kind: 'ok', text: `Yes: ${name} reached Gong on ${settled}, ${took} after it came in.` };
    case 'in-flight':
      return {
        kind: 'warn',
        text: `Not yet: Gong has the upload with the newest version of ${name} and has not confirmed it.${meanwhile}`,
      };
    case 'pending':
      return newest.held !== null
        ? { kind: 'warn', text: `Not yet: ${name} waits. ${newest.held}${meanwhile}` }
        : { kind: 'warn', text: `Not yet: ${name} goes out with the next upload cycle.${meanwhile}` };
    case 'rejected':
      return {
        kind: 'bad',
        text: `No: the newest version of ${name} was rejected: ${ended(newest.reason ?? newest.code ?? '')}${meanwhile}`,
      };
    case 'superseded':
      return { kind: 'warn', text: `No: ${name} was gone from the CRM before it was ever sent.` };
  }
}

function ended(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
