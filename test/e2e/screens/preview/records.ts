import type { RecordDetails } from '../../../../extension/ui/records/record-source.ts';
import type { StoredRecord } from '../../../../extension/ui/records/stored-record.ts';
import type { StoryAnswer } from '../../../../shared/protocol/messages.ts';
import { problem } from '../../../../shared/values/value-result.ts';
import { NOW } from './overviews.ts';

const FIRMS = [
  'Nordwind',
  'Kühne Logistik',
  'Zürich Tooling',
  'Acme',
  'Weber & Söhne',
  'Blue Harbor',
  'Tanaka Industries',
];
const WHAT = ['Renewal', 'Rollout', 'Pilot', 'Expansion', 'Service contract'];
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänswitwe'.repeat(40);

/** As many records as asked for, the first of them hostile. */
export function someRecords(count: number): StoredRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const firm = FIRMS[index % FIRMS.length] ?? '';
    const deal = index % 3 === 0;
    const name =
      index === 0 ? `<img src=x onerror=alert(1)> \u202E${LONG}` : deal ? `${firm} ${WHAT[index % 5]}` : firm;
    return {
      key: `view|${index}`,
      objectType: deal ? 'DEAL' : 'ACCOUNT',
      objectId: String(4700 + index),
      name,
      state: index % 11 === 4 ? 'rejected' : index % 7 === 3 ? 'waiting' : index % 29 === 8 ? 'gone' : 'confirmed',
      modifiedAt: new Date(NOW - index * 7_300_000).toISOString(),
      readAt: NOW - 1_200_000,
      problems: index % 11 === 4 ? 1 : 0,
      haystack: `${name} ${4700 + index}`.toLowerCase(),
    };
  });
}

/** A rejected deal with a value of each kind. */
export function detailsOf(record: StoredRecord): RecordDetails {
  const pageUrl = `https://crm.northwind.example/deal.asp?id=${record.objectId}`;
  return {
    row: {
      key: record.key,
      source: '',
      viewId: 'view',
      objectType: 'DEAL',
      crmId: record.objectId,
      objectId: record.objectId,
      seenBySweep: 'sweep',
      seenAt: record.readAt,
      pieces: {},
      basePrints: {},
      baseAt: 0,
      dirty: null,
      reading: {
        objectType: 'DEAL',
        objectId: record.objectId,
        presence: 'present',
        fields: {
          modifiedDate: '2026-11-19T08:12:00Z',
          url: pageUrl,
          accountId: '4701',
          ownerId: '12',
          name: record.name,
          stage: 'negotiation',
          amount: 125_000,
          status: 'OPEN',
          competitor: null,
        },
        problems: [{ ...problem('date-impossible', '31.02.2026'), field: 'closeDate' }],
        pageUrl,
        readAt: new Date(record.readAt).toISOString(),
      },
      print: 'p',
      settledBy: 'sweep',
      queuedPrint: 'p',
      confirmedPrint: null,
      aliases: [],
      unresolved: null,
      constant: false,
      presence: 'present',
    },
    again: { outcome: 'same' },
    names: { accountId: 'Kühne Logistik', ownerId: 'jane.miller@northwind.example', stage: 'Negotiation' },
    mirror: null,
    rejected: {
      objectType: 'DEAL',
      objectId: record.objectId,
      code: 'mandatory-missing',
      reason: 'closeDate is missing or empty.',
      url: pageUrl,
    },
  };
}

/** What the bridge tells of that deal. */
export const STORY: StoryAnswer = {
  inGongSince: '2026-10-02T09:30:00Z',
  versions: [
    {
      version: 3,
      kind: 'upsert',
      state: 'rejected',
      modifiedDate: '2026-11-19T08:12:00Z',
      receivedAt: '2026-11-19T08:15:00Z',
      sentAt: '2026-11-19T08:15:20Z',
      settledAt: '2026-11-19T08:16:05Z',
      clientRequestId: 'crm-bridge-deal-0003',
      gongStatus: 'FAILED',
      held: null,
      reason: 'closeDate: must not be empty',
    },
    {
      version: 2,
      kind: 'upsert',
      state: 'superseded',
      modifiedDate: '2026-11-18T16:40:00Z',
      receivedAt: '2026-11-18T16:41:00Z',
      sentAt: null,
      settledAt: null,
      clientRequestId: null,
      gongStatus: null,
      held: null,
      reason: null,
    },
    {
      version: 1,
      kind: 'upsert',
      state: 'confirmed',
      modifiedDate: '2026-10-02T09:28:00Z',
      receivedAt: '2026-10-02T09:29:00Z',
      sentAt: '2026-10-02T09:29:15Z',
      settledAt: '2026-10-02T09:30:00Z',
      clientRequestId: 'crm-bridge-deal-0001',
      gongStatus: 'DONE',
      held: null,
      reason: null,
    },
  ],
};

/** A record whose every text is an attack, or endless, or nothing. */
export function hostileDetails(record: StoredRecord): RecordDetails {
  const details = detailsOf(record);
  const { reading } = details.row;
  const attack = `<img src=x onerror=alert(1)> \u202Egnp.exe ${LONG.repeat(5)}`;
  return {
    ...details,
    again: { outcome: null },
    names: { accountId: attack },
    row: {
      ...details.row,
      objectId: attack,
      reading: reading && {
        ...reading,
        fields: {
          ...reading.fields,
          url: 'javascript:alert(1)',
          name: attack,
          city: null,
          notes: '',
          [LONG]: [attack, ''],
        },
        problems: [
          { code: LONG, field: 'closeDate', message: attack },
          { code: 'x', message: attack },
        ],
        pageUrl: 'javascript:alert(1)',
      },
    },
    rejected: details.rejected && { ...details.rejected, reason: attack, url: 'javascript:alert(1)' },
  };
}
