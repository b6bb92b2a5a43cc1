import { explain } from '../../shared/errors/coded-error.ts';
import type { Trouble } from '../upload/trouble.ts';

/** What may be worth an administrator’s attention. Times in ms. */
export interface AlarmFacts {
  readonly now: number;
  readonly trouble: Trouble | null;
  readonly schemaConsentNeeded: boolean;
  readonly storeBytes: number;
  readonly storeLimit: number;
  readonly countProblems: readonly string[];
  readonly deletionsHeld: number;
  /** Why the newest roll-out was halted by health; null when it was not. */
  readonly rolloutHalted: { readonly version: string; readonly reason: string } | null;
  /** Pages of the profile in force with open health alarms. */
  readonly sickPages: readonly string[];
  readonly rejected: number;
}

export interface RaisedAlarm {
  readonly name: string;
  readonly text: string;
}

/** A trouble that ends by itself is told of once it has lasted. */
const LASTING_MS = 10 * 60_000;
const TOLD_AT_ONCE = new Set(['gong-budget-spent']);
const MANY_REJECTED = 200;

/** The alarms that are raised now: a name that stays the same while the cause does, and a sentence with ids and codes only. */
export function raisedAlarms(facts: AlarmFacts): RaisedAlarm[] {
  const { trouble, now } = facts;
  const raised: RaisedAlarm[] = [];
  if (
    trouble !== null &&
    (trouble.kind === 'stop' || TOLD_AT_ONCE.has(trouble.code) || now - trouble.since >= LASTING_MS)
  ) {
    const { what, next } = explain(trouble.code, trouble.details);
    raised.push({ name: `trouble:${trouble.code}`, text: `${what} ${next}` });
  }
  if (facts.schemaConsentNeeded) {
    const { what, next } = explain('schema-consent-needed');
    raised.push({ name: 'schema-consent-needed', text: `${what} ${next}` });
  }
  if (facts.storeBytes > facts.storeLimit * 0.8) {
    const share = Math.floor((facts.storeBytes / facts.storeLimit) * 100);
    raised.push({
      name: 'store-filling',
      text: `The ledger is over 80 % full (${share} % when this began). Lower RETENTION_DAYS or raise STORE_LIMIT_BYTES.`,
    });
  }
  if (facts.countProblems.length > 0)
    raised.push({
      name: 'counts-differ',
      text: `The ledger’s counts do not add up: ${facts.countProblems.join('; ')}.`,
    });
  if (facts.deletionsHeld > 0)
    raised.push({ name: 'deletions-held', text: 'Deletions wait for your approval: open Deletions in the console.' });
  if (facts.rolloutHalted !== null)
    raised.push({
      name: `rollout-halted:${facts.rolloutHalted.version}`,
      text: `Profile version ${facts.rolloutHalted.version} was halted; the one before is in force. ${facts.rolloutHalted.reason}`,
    });
  for (const page of facts.sickPages)
    raised.push({ name: `page-health:${page}`, text: `The CRM page “${page}” suddenly shows less than usual.` });
  if (facts.rejected >= MANY_REJECTED)
    raised.push({
      name: 'many-rejected',
      text: `${MANY_REJECTED} records or more are rejected: look for a common cause.`,
    });
  return raised;
}
