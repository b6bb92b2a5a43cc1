/**
 * The one catalogue of everything that can go wrong in front of a person: popup, Worker, logs and docs read their sentences here.
 * `what` happened, `why` it does, `next`: the one thing to do. Names in braces are filled in by `explain`.
 */
export interface ErrorText {
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

export const ERRORS = {
  // Connection between extension and Worker
  'not-enrolled': {
    what: 'This browser is not connected to your company’s bridge yet.',
    why: 'It needs the Worker’s address and an enrolment code once.',
    next: 'Open the options and enter the address and the code that your IT gave you.',
  },
  'consent-missing': {
    what: 'You have not agreed yet that your CRM is read.',
    why: 'Nothing is read before you have seen what is read and where it goes.',
    next: 'Open the options, look at it and press “Agree”.',
  },
  'worker-address-invalid': {
    what: '“{address}” is not a web address that can be used.',
    why: 'The bridge’s address starts with https:// and names a host.',
    next: 'Check the address that your IT gave you and enter it again.',
  },
  'worker-address-wrong': {
    what: 'The server at {address} is not a CRM Bridge.',
    why: 'It answers, but not as a bridge does.',
    next: 'Check the address that your IT gave you and enter it again in the options.',
  },
  'worker-unreachable': {
    what: 'The bridge does not answer.',
    why: 'It is down, or this computer is offline.',
    next: 'Nothing is lost. Press Sync again in a few minutes; if it stays, tell your IT.',
  },
  'worker-failed': {
    what: 'The bridge had an internal error.',
    why: 'It answered with status {status}.',
    next: 'Nothing is lost. Press Sync again in a few minutes; if it stays, tell your IT.',
  },
  'update-extension': {
    what: 'This extension is too old for your company’s bridge.',
    why: 'They no longer speak the same protocol.',
    next: 'Restart the browser to update the extension; what was read is kept.',
  },
  'update-worker': {
    what: 'Your company’s bridge is older than this extension.',
    why: 'The Worker has to be updated first.',
    next: 'Tell your IT to deploy the current Worker; what was read is kept.',
  },
  'enrolment-code-invalid': {
    what: 'The enrolment code was not accepted.',
    why: 'It is mistyped, used up or expired.',
    next: 'Ask your IT for a new code.',
  },
  'too-many-attempts': {
    what: 'Too many attempts.',
    why: 'The bridge slows down guessing.',
    next: 'Wait {seconds} seconds and try again.',
  },
  'token-missing': {
    what: 'The request carried no device token.',
    why: 'Only enrolled browsers may send data.',
    next: 'Enrol this browser in the options.',
  },
  'device-revoked': {
    what: 'This browser’s access was taken back.',
    why: 'Your IT has revoked it; what was read here has been erased.',
    next: 'Ask your IT for a new enrolment code if you still need it.',
  },
  'admin-token-wrong': {
    what: 'The administrator token was not accepted.',
    why: 'It is missing, or differs from the Worker’s secret ADMIN_TOKEN.',
    next: 'Send “Authorization: Bearer” with the value of ADMIN_TOKEN.',
  },
  'signed-out': {
    what: 'You are not signed in to the console.',
    why: 'A session ends after 30 minutes without a request, and after eight hours.',
    next: 'Sign in with the administrator token.',
  },
  'form-expired': {
    what: 'This form can no longer be sent.',
    why: 'It was made for another session or page, or more than two hours ago.',
    next: 'Open the page again and repeat what you did; nothing was changed.',
  },
  'access-refused': {
    what: 'Cloudflare Access has not let this request through.',
    why: '{detail}',
    next: 'Open the console at the address that Access protects and sign in there; check ACCESS_TEAM_DOMAIN and ACCESS_AUD if it stays.',
  },
  'webhook-invalid': {
    what: 'This address cannot be used for alerts.',
    why: '{detail}',
    next: 'Enter the https:// address that your alerting service gave you.',
  },
  'bad-request': {
    what: 'The request was not understood.',
    why: '{detail}',
    next: 'Update the extension; if it stays, report this code and text.',
  },
  'body-too-large': {
    what: 'The request was too large.',
    why: 'At most {limit} bytes are taken.',
    next: 'Send it in smaller parts.',
  },
  'body-compressed': {
    what: 'The request was compressed.',
    why: 'Bodies are taken as they are, so that a small one cannot become a huge one.',
    next: 'Send it without Content-Encoding.',
  },
  'not-found': {
    what: 'There is nothing at this address.',
    why: 'The path is not one of the bridge’s.',
    next: 'Check the address.',
  },
  'restore-unavailable': {
    what: 'The ledger cannot be brought back to that moment.',
    why: '{detail}',
    next: 'Choose a moment within the last 30 days, on Cloudflare; docs/operations.md tells how to rebuild a ledger without any copy.',
  },
  'ledger-full': {
    what: 'The bridge’s store is full.',
    why: 'It takes no new batches until there is room; browsers keep theirs.',
    next: 'Tell your IT to set RETENTION_DAYS lower.',
  },
  'extension-restarted': {
    what: 'The extension was updated or restarted meanwhile.',
    why: 'This page still belongs to the version before.',
    next: 'Close this page and open it again.',
  },
  'extension-failed': {
    what: 'The extension had an internal error.',
    why: 'It could not do what you asked for.',
    next: 'Nothing is lost. Try again; if it stays, copy the diagnostics report in the options and give it to your IT.',
  },
  // Profile and permissions
  'no-profile': {
    what: 'Your company’s bridge has no profile yet.',
    why: 'The profile says how to read your CRM; IT uploads it.',
    next: 'Tell your IT to upload a profile to the bridge.',
  },
  'profile-invalid': {
    what: 'The profile cannot be used.',
    why: '{detail}',
    next: 'Correct it as described and check it with: npm run profile -- check.',
  },
  'crm-origin-forbidden': {
    what: 'The profile names {origin}, which your company’s browser policy does not allow.',
    why: 'Only the sites of the policy’s crmOrigins may be read, so nothing is read.',
    next: 'IT: add the site to the policy, or correct the profile.',
  },
  'no-host-permission': {
    what: 'The extension may not read {origin} yet.',
    why: 'The browser asks you once before an extension may read a site.',
    next: 'Press “Allow” in the popup.',
  },
  // The CRM
  'crm-signed-out': {
    what: 'Sign in to your CRM.',
    why: 'The CRM showed no proof that you are signed in, so nothing was read.',
    next: 'Sign in to the CRM in any tab; reading goes on by itself.',
  },
  'crm-unreachable': {
    what: 'The CRM does not answer.',
    why: '{detail}',
    next: 'Check that the CRM opens in a tab, then press Sync again.',
  },
  'crm-failed': {
    what: 'The CRM answered with an error.',
    why: '{detail}',
    next: 'Reading tries again by itself; if it stays, tell whoever runs the CRM.',
  },
  'crm-blocked': {
    what: 'The CRM has asked us to slow down or blocked the request.',
    why: '{detail}',
    next: 'Reading waits and goes on by itself.',
  },
  'crm-rep-away': {
    what: 'Reading pauses: nobody has opened a page of the CRM for {minutes} minutes.',
    why: 'No CRM session is kept alive for ever.',
    next: 'Open any page of your CRM, or press Sync: it goes on where it stopped.',
  },
  'crm-quiet-hours': {
    what: 'Reading pauses during the quiet hours.',
    why: 'The CRM is left alone then.',
    next: 'It goes on by itself afterwards; press Sync if you need it now.',
  },
  'crm-day-spent': {
    what: 'Today’s {pages} pages of the CRM are read.',
    why: 'One browser reads no more than that in a day, to spare the CRM.',
    next: 'It goes on by itself at midnight. What you open is still captured.',
  },
  'crm-company-spent': {
    what: 'Your company’s {pages} pages of the CRM for a day are read.',
    why: 'All browsers together read no more than that, to spare the CRM.',
    next: 'It goes on by itself. What you open is still captured.',
  },
  'crm-clock-back': {
    what: 'This computer’s clock shows a time before the last reading of the CRM.',
    why: 'It has been set back. What is read now would count as older than what was read before.',
    next: 'Set the clock right. If it is right now, forget everything in the options and connect again.',
  },
  'sweep-elsewhere': {
    what: 'Another browser of your company is reading {types} now.',
    why: 'Everybody sees the same records, so one browser reads them for all.',
    next: 'Nothing to do: what you open is captured all the same.',
  },
  'crm-tab-closed': {
    what: 'No tab of your CRM is open.',
    why: 'Pages are read with your own session, in a tab of the CRM.',
    next: 'Open your CRM and press Sync.',
  },
  'reader-not-injected': {
    what: 'The browser does not let the extension read this tab of your CRM.',
    why: '{detail}',
    next: 'Reload the tab. If that does not help, allow the extension on this site in the browser’s settings.',
  },
  'page-unproven': {
    what: 'A page of the CRM does not look as the profile describes it.',
    why: '{detail}',
    next: 'Nothing was taken from it. Tell your IT; the CRM may have been updated.',
  },
  'history-unread': {
    what: 'The changes of this record could not be read.',
    why: '{detail}',
    next: 'The record itself is sent. If it stays, tell your IT: the page of changes or your right to see it may have changed.',
  },
  'page-unhealthy': {
    what: 'A page of the CRM suddenly shows less than usual.',
    why: '{detail}',
    next: 'Values in Gong stay as they are, and nothing is deleted because of it. Tell your IT: look at the page, correct the profile if the CRM was updated; if the page is right as it is, upload a new version of the profile.',
  },
  'list-end-unproven': {
    what: 'A list ended without proof that it was complete.',
    why: '{detail}',
    next: 'Its records count, but nothing is deleted because of it. Tell your IT if it stays.',
  },
  'viewer-changed': {
    what: 'Somebody else has signed in to the CRM.',
    why: 'Two people’s views are never mixed.',
    next: 'Press Sync to read as the one who is signed in now.',
  },
  'store-full': {
    what: 'The browser has no room left for the extension’s data.',
    why: 'The disk or the browser’s quota is full.',
    next: 'Free some disk space and press Sync again; nothing that was read is lost.',
  },
  'timed-out': {
    what: 'This sync did not finish within ten minutes.',
    why: '{detail}',
    next: 'It goes on by itself; look again later.',
  },
  'record-has-no-page': {
    what: 'This record has no page of its own to read.',
    why: 'Its kind is read from a list of the CRM.',
    next: 'Press Sync: lists are read again then.',
  },
  // Values and records
  'field-unread': {
    what: 'A field could not be read.',
    why: '{detail}',
    next: 'The value that Gong has stays. Open the record and check the field.',
  },
  'mandatory-missing': {
    what: 'The record lacks a field that Gong needs.',
    why: '{field} is missing or empty.',
    next: 'Open the record in the CRM, fill the field in and sync again.',
  },
  'value-invalid': {
    what: 'The record holds a value that Gong does not take.',
    why: '{detail}',
    next: 'Open the record in the CRM, correct the value and sync again.',
  },
  'view-conflict': {
    what: 'Two people see different values in the same record.',
    why: '{detail}',
    next: 'The value read first stays. Check the record, or give one view the lead.',
  },
  'date-ahead': {
    what: 'A record says that it was modified in the future.',
    why: '{detail}',
    next: 'The time of receipt is used. Check the CRM’s clock and the profile’s time zone.',
  },
  // Gong
  'gong-not-configured': {
    what: 'The bridge has no access to Gong yet.',
    why: '{detail}',
    next: 'IT: set the secrets GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET (or GONG_CLIENT_ID and GONG_CLIENT_SECRET) and the variable GONG_OWNER_EMAIL.',
  },
  'gong-reconnect': {
    what: 'Gong no longer lets the bridge in: it must be connected anew.',
    why: '{detail}',
    next: 'IT: start POST /admin/oauth/start, open the address it answers and approve there as a technical admin of Gong. Nothing is lost.',
  },
  'gong-credentials-refused': {
    what: 'Gong has refused the bridge’s credentials.',
    why: '{detail}',
    next: 'IT: check GONG_API_BASE_URL and renew the access key in Gong. Nothing is lost; uploads go on after that.',
  },
  'gong-forbidden': {
    what: 'Gong does not allow the bridge in.',
    why: '{detail}',
    next: 'IT: check the access key’s list of trusted IP addresses and the API host. Nothing is lost.',
  },
  'gong-unreachable': {
    what: 'Gong does not answer.',
    why: '{detail}',
    next: 'Nothing is lost. The bridge tries again by itself.',
  },
  'gong-rate-limited': {
    what: 'Gong has asked the bridge to wait.',
    why: 'Its call limit is reached.',
    next: 'The bridge goes on by itself.',
  },
  'gong-budget-spent': {
    what: 'Today’s share of calls to Gong is used up.',
    why: 'The bridge keeps within {budget} calls in 24 hours.',
    next: 'It goes on by itself when calls are free again.',
  },
  'gong-other-integration': {
    what: 'Gong is connected to another CRM integration.',
    why: '{detail}',
    next: 'IT: adopt it with POST /admin/integration/adopt, or disconnect it in Gong. Nothing was uploaded.',
  },
  'gong-native-crm': {
    what: 'Gong is connected to a CRM of its own.',
    why: '{detail}',
    next: 'IT: disconnect the native CRM in Gong first. Nothing was uploaded.',
  },
  'gong-integration-gone': {
    what: 'Gong no longer has the bridge’s integration.',
    why: 'It was deleted or replaced in Gong.',
    next: 'IT: register it again with POST /admin/integration/register; everything is then sent anew.',
  },
  'gong-answer-unknown': {
    what: 'Gong gave an answer that the bridge does not understand.',
    why: '{detail}',
    next: 'The bridge tries again by itself; if it stays, report this text.',
  },
  'gong-request-refused': {
    what: 'Gong has refused a request.',
    why: '{detail}',
    next: 'IT: look at the upload in GET /admin/uploads; report the text if it stays.',
  },
  'gong-rejected-record': {
    what: 'Gong has rejected the record.',
    why: '{detail}',
    next: 'Open the record in the CRM, correct it and sync again.',
  },
  'gong-rejected-deletion': {
    what: 'Gong has refused to delete the record.',
    why: '{detail}',
    next: 'The bridge asks again each day. IT: if it stays, ask Gong with this text.',
  },
  'gong-file-failed': {
    what: 'Gong could not process a whole file.',
    why: '{detail}',
    next: 'The bridge tries again in smaller parts by itself.',
  },
  'gong-counters-differ': {
    what: 'Gong’s counters do not match what was sent.',
    why: '{detail}',
    next: 'The bridge sends the file once more; until then nothing of it counts as synced.',
  },
  'gong-type-stopped': {
    what: 'Uploads of one object type are stopped.',
    why: '{detail}',
    next: 'IT: correct the profile; the next profile, or POST /admin/types/TYPE/restart, starts them again.',
  },
  'upload-stuck': {
    what: 'Gong has been processing an upload for more than a day.',
    why: '{detail}',
    next: 'IT: ask Gong support, naming the clientRequestId.',
  },
  'schema-consent-needed': {
    what: 'The profile removes a custom field or changes its type.',
    why: 'That would delete its values in Gong.',
    next: 'IT: confirm it with POST /admin/schema/consent; until then the old schema stays.',
  },
} as const satisfies Record<string, ErrorText>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
