/** Why a pending version does not go out, in words for people: said by the Worker, told in the rep's language by the extension. */
export const HOLD_TEXTS = {
  unjudged: 'It waits for the next upload cycle.',
  'earlier-version': 'An earlier version of it is still on its way.',
  'replace-first': 'Gong takes a changed user only after deleting the old one.',
  'account-pending': 'Its account is on its way to Gong.',
  'account-settling': 'Its account is new in Gong and needs a minute.',
  'stage-pending': 'Its stage is on its way to Gong.',
  'owner-pending': 'Its owner is on the way to Gong.',
  'account-missing': 'Its account has not been read by anybody yet; Gong would not show it.',
  'account-rejected': 'Its account was rejected; correct the account first.',
  'account-deleted': 'Its account is deleted.',
  'account-held': 'Its account is held back.',
  'stage-missing': 'Its stage has not been read by anybody yet; Gong would not show it.',
  'stage-rejected': 'Its stage was rejected; correct the stage first.',
  'stage-held': 'Its stage is held back.',
  'deletion-approval': 'The CRM does not tell deleted from hidden: IT must approve the deletion.',
  'deletion-many': 'Unusually many deletions at once: IT must approve them.',
  'deletion-half': 'More than half of all records of this type would be deleted: IT must approve it.',
  'deletion-last': 'It is the last record of its type: IT must approve the deletion.',
  'deletion-owner': 'A live deal still names this user as its owner: IT must approve the deletion.',
  'type-stopped': 'Uploads of this type are stopped because Gong rejected too many records.',
  'counters-differ': 'Gong’s counters did not match twice; IT must look at the upload.',
} as const;

export type HoldReason = keyof typeof HOLD_TEXTS;
