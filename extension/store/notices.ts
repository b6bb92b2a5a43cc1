import type { BridgeDatabase } from './database.ts';
import { readFact, writeFact } from './database.ts';
import { textPrint } from './fingerprint.ts';
import { firstTrouble } from './trouble.ts';

/** What the toolbar shows: nothing, that work is under way, or that a person must act. */
export interface Notice {
  readonly state: 'quiet' | 'busy' | 'needs-you';
  /** Records that Gong has rejected since the rep last looked. */
  readonly rejected: number;
  /** The error to tell, if one waits for a person. */
  readonly trouble: { readonly code: string; readonly what: string } | null;
}

/**
 * A person is called once for each cause: a trouble until it is over, a rejected record until it was seen in the popup. A record that stays
 * rejected for the same reason calls nobody again.
 */
export async function noticeOf(db: BridgeDatabase): Promise<Notice> {
  const trouble = await firstTrouble(db);
  const rejected = (await unseen(db)).length;
  const newest = await db.syncs.orderBy('startedAt').last();
  const stopped = trouble?.needsPerson === true;
  return {
    state: stopped || rejected > 0 ? 'needs-you' : newest?.finishedAt === null ? 'busy' : 'quiet',
    rejected,
    trouble: stopped ? { code: trouble.code, what: trouble.what } : null,
  };
}

/** The rep has the popup open: what is rejected now is known. */
export async function noteSeen(db: BridgeDatabase): Promise<void> {
  if ((await unseen(db)).length > 0) await writeFact(db, 'seenRejections', await rejections(db));
}

async function unseen(db: BridgeDatabase): Promise<string[]> {
  const seen = new Set(await readFact(db, 'seenRejections'));
  return (await rejections(db)).filter((one) => !seen.has(one));
}

/** One short text for each rejected record and its reason. */
async function rejections(db: BridgeDatabase): Promise<string[]> {
  const rejected = (await readFact(db, 'status'))?.rejected ?? [];
  return rejected.map(({ objectType, objectId, reason }) => textPrint(`${objectType}|${objectId}|${reason}`));
}
