import type { ObjectType } from './fields.ts';
import { isMissing } from './values.ts';

type Fields = Record<string, unknown>;

function rename(fields: Fields, old: string, now: string): void {
  if (!(old in fields)) return;
  if (isMissing(fields[now])) fields[now] = fields[old];
  delete fields[old];
}

/**
 * A line in the older generation's words, said in today's. Today's words pass unchanged. The old user list had no dates:
 * `at`, when it came, stands in (milliseconds).
 */
export function translateLine(objectType: ObjectType, line: Readonly<Fields>, at: number): Fields {
  const fields = { ...line };
  rename(fields, 'lastModified', 'modifiedDate');
  if (objectType === 'BUSINESS_USER' && 'crmUserId' in fields) {
    rename(fields, 'crmUserId', 'objectId');
    fields['modifiedDate'] ??= new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
  }
  if (objectType === 'STAGE') {
    // Deals name a stage by internalName there, so that is its id here.
    if (!isMissing(fields['internalName'])) fields['objectId'] = fields['internalName'];
    delete fields['internalName'];
  }
  if (objectType === 'DEAL') translateDeal(fields);
  return fields;
}

function translateDeal(fields: Fields): void {
  const { isOpen, isWon } = fields;
  if (typeof isOpen === 'boolean' && typeof isWon === 'boolean' && !(isOpen && isWon)) {
    fields['status'] ??= isOpen ? 'OPEN' : isWon ? 'WON' : 'LOST';
    delete fields['isOpen'];
    delete fields['isWon'];
  }
  const isClosed = fields['status'] === 'WON' || fields['status'] === 'LOST';
  const [first, second] = isClosed ? ['actual', 'estimated'] : ['estimated', 'actual'];
  for (const kind of [first, second]) {
    rename(fields, `${kind}CloseDate`, 'closeDate');
    rename(fields, `${kind}Amount`, 'amount');
  }
}
