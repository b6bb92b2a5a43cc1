import { describe, expect, it } from 'vitest';
import { batch, NOON, reading } from '../testing/readings.ts';
import { withDb } from '../testing/test-db.ts';
import type { Db } from './db.ts';
import { takeBatch, takePacked } from './intake.ts';
import { objectStory } from './object-states.ts';
import { packBatch } from './packed-batch.ts';
import { deviceStatus } from './status.ts';

const CONTEXT = { now: NOON, deviceNo: 1, tellsGone: () => true };
const take = (db: Db, ...args: Parameters<typeof batch>) => takeBatch(db, batch(...args), CONTEXT);

function states(db: Db, type: 'DEAL' | 'ACCOUNT' | 'BUSINESS_USER', id: string): string[] {
  return objectStory(db, type, id)?.versions.map(({ state }) => state) ?? [];
}

describe('takeBatch', () => {
  it('changes nothing and answers the same when a batch comes twice', () =>
    withDb((db) => {
      const twice = batch([reading('ACCOUNT', 'a1', { name: 'Acme' })]);
      expect(takeBatch(db, twice, CONTEXT)).toEqual({ taken: 1, changed: 1, repeated: false });
      expect(takeBatch(db, twice, CONTEXT)).toEqual({ taken: 1, changed: 1, repeated: true });
      expect(states(db, 'ACCOUNT', 'a1')).toEqual(['pending']);
    }));

  it('makes no version when only modifiedDate has moved', () =>
    withDb((db) => {
      take(db, [reading('ACCOUNT', 'a1', { name: 'Acme' })]);
      expect(take(db, [reading('ACCOUNT', 'a1', { name: 'Acme', modifiedDate: '2026-03-02T11:00:00Z' })])).toEqual({
        taken: 1,
        changed: 0,
        repeated: false,
      });
    }));

  it('replaces a pending version by a newer one when nothing tracked has changed', () =>
    withDb((db) => {
      take(db, [reading('DEAL', 'd1', { name: 'x', amount: 1 })]);
      take(db, [reading('DEAL', 'd1', { name: 'y', amount: 1, modifiedDate: '2026-03-01T11:00:00Z' })]);
      expect(states(db, 'DEAL', 'd1')).toEqual(['pending', 'superseded']);
    }));

  it('keeps both versions when a deal’s amount has changed, even within one batch', () =>
    withDb((db) => {
      take(db, [
        reading('DEAL', 'd1', { name: 'x', amount: 1 }),
        reading('DEAL', 'd1', { name: 'x', amount: 2, modifiedDate: '2026-03-01T11:00:00Z' }),
      ]);
      expect(states(db, 'DEAL', 'd1')).toEqual(['pending', 'pending']);
    }));

  it('rejects a user without an address, with the reason, and takes it when the address is there', () =>
    withDb((db) => {
      take(db, [reading('BUSINESS_USER', 'u1', { emailAddress: null })]);
      const [rejected] = deviceStatus(db, 1, null).rejected;
      expect(rejected).toMatchObject({
        objectId: 'u1',
        code: 'mandatory-missing',
        reason: 'emailAddress is missing or empty.',
      });
      take(db, [reading('BUSINESS_USER', 'u1', { emailAddress: 'u@x.example', modifiedDate: '2026-03-01T11:00:00Z' })]);
      expect(states(db, 'BUSINESS_USER', 'u1')).toEqual(['pending', 'rejected']);
    }));

  it('uses the time of receipt when the CRM’s date is ahead or unread', () =>
    withDb((db) => {
      const ahead = reading('ACCOUNT', 'a1', { name: 'x', modifiedDate: '2026-03-02T12:06:00Z' });
      const unread = reading('ACCOUNT', 'a2', { name: 'x' });
      delete unread.fields['modifiedDate'];
      take(db, [ahead, unread]);
      for (const id of ['a1', 'a2'])
        expect(objectStory(db, 'ACCOUNT', id)?.versions[0]?.modifiedDate).toBe('2026-03-02T12:00:00.000Z');
      expect(objectStory(db, 'ACCOUNT', 'a1')?.problems.map(({ code }) => code)).toEqual(['date-ahead']);
      expect(objectStory(db, 'ACCOUNT', 'a2')?.problems).toEqual([]);
    }));

  it('ignores “gone” when no complete sweep of the view has missed the object', () =>
    withDb((db) => {
      take(db, [reading('ACCOUNT', 'a1', { name: 'x' })]);
      take(db, [reading('ACCOUNT', 'a1', {}, { presence: 'gone', fields: {} })]);
      expect(states(db, 'ACCOUNT', 'a1')).toEqual(['pending']);
    }));

  it('records another view’s differing value as a conflict and does not upload it', () =>
    withDb((db) => {
      take(db, [reading('ACCOUNT', 'a1', { name: 'Acme' })]);
      take(db, [reading('ACCOUNT', 'a1', { name: 'ACME' })], { view: { viewId: 'view-2', crmUser: 'bert' } });
      expect(states(db, 'ACCOUNT', 'a1')).toEqual(['pending']);
      expect(objectStory(db, 'ACCOUNT', 'a1')?.conflicts).toMatchObject([{ field: 'name', crmUser: 'bert' }]);
    }));

  it('takes nothing of a batch that another version of the Worker has packed, and all of it when it comes again', () =>
    withDb((db) => {
      const sent = batch([reading('ACCOUNT', 'a1', { name: 'Acme' })]);
      const { form: _, ...unnamed } = packBatch(sent);
      for (const other of [{ ...unnamed, form: 1 }, unnamed as ReturnType<typeof packBatch>])
        expect(() => takePacked(db, other, CONTEXT)).toThrow(/form/);
      expect(takeBatch(db, sent, CONTEXT)).toMatchObject({ taken: 1, changed: 1, repeated: false });
    }));
});
