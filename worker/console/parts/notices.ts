/** What is said after something was done. The address carries the name only: nobody can put words into our mouth by a link. */
export const NOTICES: Readonly<Record<string, string>> = {
  'device-revoked':
    'The device’s access is taken back. Its browser erases what it has read at its next word to the bridge.',
  'code-withdrawn': 'The enrolment code is withdrawn. Browsers that have used it stay enrolled.',
  approved: 'The deletions are approved and go out with the next upload cycle.',
  refused: 'The deletions are refused. What they would have deleted stays in Gong.',
  released: 'Absence counts again for this record.',
  restarted: 'The type is started again; what was held because of it goes out with the next cycle.',
  'schema-applied': 'New and changed fields go to Gong with the next cycle, which starts now.',
  'schema-consented': 'The schema is being changed in Gong.',
  registered: 'The bridge registers with Gong again; everything is then sent anew.',
  adopted: 'The integration is adopted; everything is sent to it.',
  'integration-deleted': 'Gong is deleting the integration. It can take a while; nothing is uploaded meanwhile.',
  'profile-uploaded': 'The profile is in force. Browsers fetch it within five minutes.',
  'profile-consented': 'The profile is in force. Records that come under other ids are sent to Gong once more.',
  'profile-withdrawn': 'The profile in force stays. The one that waited is forgotten.',
  'roll-out-started':
    'The new version goes to the first browsers. The others follow once these have found every page healthy.',
  'rolled-back': 'The earlier version is in force again. Browsers fetch it within five minutes.',
  'rolled-out': 'Every browser gets the new version now.',
  halted: 'The roll-out is halted. The version before is in force for everybody.',
  erased:
    'The record is being deleted in Gong. As soon as Gong has confirmed it, everything that was read of it is wiped here.',
  'users-imported': 'The users are part of a new version of the profile.',
  'webhook-removed': 'Alerts are no longer posted. They still stand here.',
  'webhook-tested': 'A test alert was sent; its outcome stands below.',
};
