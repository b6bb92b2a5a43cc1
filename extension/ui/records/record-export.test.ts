import { expect, it } from 'vitest';
import { recordsToCsv, toJson } from './record-export.ts';

const records = [
  {
    objectType: 'DEAL',
    objectId: '1',
    state: 'confirmed' as const,
    readAt: '2026-11-20T10:00:00.000Z',
    crmPage: 'https://crm.example/1',
    problems: [{ field: 'closeDate', code: 'field-unread', message: '“x” is no date.' }],
    fields: { priority: 'high', name: '=1+1', amount: -5, modifiedDate: '2026-11-20T10:00:00Z' },
  },
];

it('recordsToCsv has standard fields in Gong’s order before custom ones', () => {
  expect(recordsToCsv(records).split('\r\n')).toEqual([
    '\uFEFFobjectType,objectId,state,readAt,crmPage,problems,modifiedDate,name,amount,priority',
    `DEAL,1,confirmed,2026-11-20T10:00:00.000Z,https://crm.example/1,closeDate: “x” is no date.,2026-11-20T10:00:00Z,"'=1+1",-5,high`,
    '',
  ]);
});

it('toJson keeps values as they are', () => {
  expect(JSON.parse(toJson(records))).toEqual(records);
});
