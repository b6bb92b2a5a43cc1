import { DEFAULT_SETTINGS } from '../../../../extension/settings/local-settings.ts';
import type { Overview, TypeOverview } from '../../../../extension/store/overview.ts';
import type { SyncPhase, SyncProblem, SyncState, Trouble } from '../../../../extension/store/sync-result.ts';
import { explain } from '../../../../shared/errors/coded-error.ts';
import { OBJECT_TYPES, type ObjectType, type PerType, perType } from '../../../../shared/objects/object-type.ts';
import { HOLD_TEXTS } from '../../../../shared/protocol/hold-texts.ts';
import type { Rejected, UploadStatus } from '../../../../shared/protocol/messages.ts';
import { problem } from '../../../../shared/values/value-result.ts';

export const NOW = Date.parse('2026-11-20T14:20:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

const IN_CRM: PerType<number> = { BUSINESS_USER: 8, STAGE: 6, ACCOUNT: 1284, CONTACT: 4310, DEAL: 962, LEAD: 377 };
const NONE = perType(() => 0);

function types(part: (type: ObjectType) => Partial<TypeOverview>): PerType<TypeOverview> {
  return perType((type) =>
    neverRead({
      inCrm: IN_CRM[type],
      read: IN_CRM[type],
      new: 0,
      changed: 0,
      unchanged: IN_CRM[type],
      problems: 0,
      waiting: 0,
      confirmed: IN_CRM[type],
      rejected: 0,
      held: 0,
      pagesDone: 0,
      pagesToDo: 0,
      pagesToDoKnown: true,
      lastSweepAt: ago(900),
      lastFullSweepAt: ago(86_400),
      sweeping: false,
      ...part(type),
    }),
  );
}

/** None of a type is in the CRM: in these states it has not been read yet. */
const neverRead = (type: TypeOverview): TypeOverview =>
  type.inCrm > 0 ? type : { ...type, read: 0, lastSweepAt: null };

function sync(phase: SyncPhase, result: Partial<SyncState['result']> = {}): SyncState {
  return {
    syncId: '8d7c2f9e-0c7b-4a6e-9a57-5e0a3d2b1c00',
    kind: 'sync',
    startedAt: ago(190),
    finishedAt: phase === 'finished' ? ago(20) : null,
    phase,
    trouble: null,
    result: {
      read: IN_CRM,
      unchanged: NONE,
      confirmed: NONE,
      deleted: NONE,
      rejected: [],
      held: [],
      uploads: [],
      pages: 214,
      durationMs: 170_000,
      problems: [],
      ...result,
    },
  };
}

function upload(objectType: ObjectType, status: UploadStatus['status'], seconds: number): UploadStatus {
  const records = IN_CRM[objectType];
  const settled = status === 'DONE' || status === 'FAILED';
  return {
    clientRequestId: `crm-bridge-${objectType.toLowerCase()}-0001`,
    objectType,
    kind: 'upsert',
    status,
    records,
    bytes: records * 412,
    sentAt: ago(seconds + 20),
    settledAt: settled ? ago(seconds) : null,
  };
}

function trouble(code: Parameters<typeof explain>[0], details: Record<string, string> = {}): Trouble {
  return { ...explain(code, details), needsPerson: true, since: ago(60), until: null };
}

const connection = {
  state: 'enrolled',
  workerOrigin: 'https://bridge.northwind.example',
  companyName: 'Northwind Traders',
  deviceId: 'dev_1',
  enrolledAt: ago(864_000),
  agreedAt: ago(864_000),
} as const;

const enrolled: Overview = {
  now: ago(0),
  connection,
  profile: {
    version: '3',
    name: 'SalesDesk 2003',
    crmOrigins: ['https://crm.northwind.example'],
    types: OBJECT_TYPES,
    fetchedAt: ago(7200),
  },
  missingOrigins: [],
  crmUser: 'Jane Miller',
  paused: false,
  trouble: null,
  sync: null,
  types: types(() => ({ inCrm: 0, read: 0, unchanged: 0, confirmed: 0, lastSweepAt: null, lastFullSweepAt: null })),
  progress: { pagesDone: 0, pagesToDo: 0, pagesPerMinute: 0, secondsLeft: null },
  uploads: [],
  rejected: [],
  held: [],
  outbox: { batches: 0, readings: 0 },
  confirmedUpTo: null,
  captures: [],
  settings: DEFAULT_SETTINGS,
  policy: null,
};

const rejected: Rejected[] = [
  {
    objectType: 'CONTACT',
    objectId: '20417',
    code: 'gong-rejected-record',
    reason: 'emailAddress: "jürgen(at)example" is not a valid e-mail address',
    url: 'https://crm.northwind.example/contact.asp?id=20417',
  },
  {
    objectType: 'DEAL',
    objectId: '4711',
    code: 'mandatory-missing',
    reason: 'closeDate is missing or empty.',
    url: 'https://crm.northwind.example/deal.asp?id=4711',
  },
];

const problems: SyncProblem[] = [
  {
    code: 'date-impossible',
    objectType: 'DEAL',
    objectId: '4711',
    field: 'closeDate',
    url: 'https://crm.northwind.example/deal.asp?id=4711',
    message: problem('date-impossible', '31.02.2026').message,
  },
  {
    code: 'date-impossible',
    objectType: 'DEAL',
    objectId: '4822',
    field: 'createdDate',
    url: 'https://crm.northwind.example/deal.asp?id=4822',
    message: problem('date-impossible', '30.02.2025').message,
  },
];

const confirmedAll = (type: ObjectType) => ({ new: IN_CRM[type], unchanged: 0 });
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänswitwe'.repeat(200);

/** One overview for each state that the popup can be in. */
export const OVERVIEWS: Readonly<Record<string, Overview>> = {
  connect: {
    ...enrolled,
    connection: { state: 'not-enrolled', managedAddress: null, managedCode: false },
    profile: null,
  },
  allow: { ...enrolled, missingOrigins: ['https://crm.northwind.example'] },
  agree: { ...enrolled, connection: { ...connection, agreedAt: null } },
  policy: {
    ...enrolled,
    connection: { state: 'not-enrolled', managedAddress: connection.workerOrigin, managedCode: true },
    profile: null,
  },
  never: enrolled,
  reading: {
    ...enrolled,
    sync: sync('reading', { read: { ...NONE, BUSINESS_USER: 8, STAGE: 6, ACCOUNT: 640 } }),
    types: types((type) => ({
      waiting: type === 'ACCOUNT' ? 312 : 0,
      confirmed: 0,
      inCrm: type === 'ACCOUNT' ? 640 : type === 'STAGE' ? 6 : type === 'BUSINESS_USER' ? 8 : 0,
    })),
    progress: { pagesDone: 67, pagesToDo: 147, pagesPerMinute: 60, secondsLeft: 147 },
  },
  sending: {
    ...enrolled,
    sync: sync('sending'),
    types: types((type) => ({ ...confirmedAll(type), confirmed: 0, waiting: IN_CRM[type] })),
    outbox: { batches: 4, readings: 1947 },
  },
  processing: {
    ...enrolled,
    sync: sync('processing', { confirmed: { ...NONE, BUSINESS_USER: 8, STAGE: 6, ACCOUNT: 1284 } }),
    types: types((type) => {
      const through = type === 'BUSINESS_USER' || type === 'STAGE' || type === 'ACCOUNT';
      return { ...confirmedAll(type), confirmed: through ? IN_CRM[type] : 0, waiting: through ? 0 : IN_CRM[type] };
    }),
    uploads: [
      upload('BUSINESS_USER', 'DONE', 95),
      upload('STAGE', 'DONE', 80),
      upload('ACCOUNT', 'DONE', 31),
      upload('CONTACT', 'IN_PROGRESS', 12),
      upload('DEAL', 'PENDING', 4),
    ],
  },
  confirmed: {
    ...enrolled,
    sync: sync('finished', { confirmed: IN_CRM }),
    types: types(confirmedAll),
    uploads: OBJECT_TYPES.map((type, index) => upload(type, 'DONE', 70 - index * 10)),
    confirmedUpTo: ago(20),
  },
  'nothing-new': { ...enrolled, sync: sync('finished'), types: types(() => ({})), confirmedUpTo: ago(3600) },
  rejected: {
    ...enrolled,
    sync: sync('finished', { confirmed: IN_CRM, rejected, problems }),
    types: types((type) => ({
      ...confirmedAll(type),
      rejected: type === 'DEAL' || type === 'CONTACT' ? 1 : 0,
      confirmed: IN_CRM[type] - (type === 'DEAL' || type === 'CONTACT' ? 1 : 0),
    })),
    uploads: OBJECT_TYPES.map((type, index) =>
      upload(type, type === 'CONTACT' || type === 'DEAL' ? 'FAILED' : 'DONE', 70 - index * 10),
    ),
    rejected,
    held: [{ objectType: 'CONTACT', objectId: '20533', reason: HOLD_TEXTS['account-rejected'] }],
  },
  'signed-out': {
    ...enrolled,
    trouble: trouble('crm-signed-out'),
    sync: { ...sync('reading', { read: { ...NONE, BUSINESS_USER: 8, STAGE: 6 } }), trouble: trouble('crm-signed-out') },
    types: types((type) => (type === 'BUSINESS_USER' || type === 'STAGE' ? {} : { inCrm: 0, confirmed: 0 })),
  },
  'worker-down': {
    ...enrolled,
    trouble: trouble('worker-unreachable'),
    sync: sync('sending'),
    types: types((type) => ({ ...confirmedAll(type), confirmed: 0, waiting: IN_CRM[type] })),
    outbox: { batches: 14, readings: 6947 },
  },
  'gong-waits': {
    ...enrolled,
    trouble: {
      ...trouble('gong-budget-spent', { budget: '8,000' }),
      needsPerson: false,
      until: new Date(NOW + 5_400_000).toISOString(),
    },
    sync: sync('processing'),
    types: types((type) => ({ ...confirmedAll(type), confirmed: 0, waiting: IN_CRM[type] })),
    uploads: [upload('BUSINESS_USER', 'DONE', 3600)],
  },
  'clock-back': {
    ...enrolled,
    trouble: {
      ...trouble('crm-clock-back'),
      needsPerson: false,
      until: new Date(NOW + 200 * 86_400_000).toISOString(),
    },
    sync: sync('finished'),
    types: types(() => ({})),
    confirmedUpTo: ago(3600),
  },
  elsewhere: {
    ...enrolled,
    trouble: { ...trouble('sweep-elsewhere', { types: 'accounts, contacts' }), needsPerson: false },
    sync: sync('finished'),
    types: types(() => ({})),
    confirmedUpTo: ago(3600),
  },
  paused: { ...enrolled, paused: true, sync: sync('finished'), types: types(() => ({})), confirmedUpTo: ago(3600) },
  hostile: {
    ...enrolled,
    connection: {
      state: 'enrolled',
      workerOrigin: 'https://bridge.northwind.example',
      companyName: `<img src=x onerror=alert(1)> \u202Egnp.exe ${LONG}`,
      deviceId: 'dev_1',
      enrolledAt: ago(864_000),
      agreedAt: ago(864_000),
    },
    trouble: trouble('crm-failed', { detail: `<b>${LONG}</b>` }),
    sync: sync('finished', {
      problems: [
        { code: LONG, objectType: 'DEAL', objectId: LONG, field: LONG, url: 'javascript:alert(1)', message: LONG },
      ],
    }),
    types: types(() => ({ inCrm: 123_456_789, waiting: 123_456_789, confirmed: 123_456_789, rejected: 123_456_789 })),
    uploads: [{ ...upload('CONTACT', 'IN_PROGRESS', 1e9), records: 123_456_789, clientRequestId: LONG }],
    rejected: [
      {
        objectType: 'LEAD',
        objectId: LONG,
        code: 'x',
        reason: `\u202E<script>alert(1)</script> ${LONG}`,
        url: 'javascript:alert(1)',
      },
    ],
    held: [{ objectType: 'DEAL', objectId: LONG, reason: LONG }],
  },
};
