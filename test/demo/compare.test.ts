import { describe, expect, it } from 'vitest';
import { perType } from '../../shared/objects/object-type.ts';
import { compareWithTruth, type RecordsById } from './compare.ts';

const deals = (...records: Record<string, unknown>[]) => ({
  ...perType<RecordsById>(() => new Map()),
  DEAL: new Map(records.map((record) => [String(record['objectId']), record])),
});

describe('compareWithTruth', () => {
  const deal = { objectId: '1', name: 'Big one', amount: 5, modifiedDate: '2026-01-02T03:04:00Z', closeDate: null };

  it('finds nothing when both are equal', () => {
    expect(compareWithTruth(deals(deal), deals({ ...deal }), 60)).toEqual({ records: 1, fields: 5, differences: [] });
  });

  it('names the field that differs', () => {
    const { differences } = compareWithTruth(deals(deal), deals({ ...deal, amount: 6 }), 60);
    expect(differences).toEqual([{ objectType: 'DEAL', objectId: '1', field: 'amount', truth: 5, gong: 6 }]);
  });

  it('names a record that is missing and one that should not be there', () => {
    const { differences } = compareWithTruth(deals(deal), deals({ ...deal, objectId: '2' }), 60);
    expect(differences.map(({ objectId }) => objectId)).toEqual(['1', '2']);
  });

  it('takes modifiedDate at the resolution of the CRM', () => {
    const later = (modifiedDate: string) =>
      compareWithTruth(deals(deal), deals({ ...deal, modifiedDate }), 60).differences;
    expect(later('2026-01-02T04:04:01+01:00')).toEqual([]);
    expect(later('2026-01-02T03:05:00Z')).toHaveLength(1);
  });

  it('leaves out the modifiedDate that the Worker gave a record without one', () => {
    const { modifiedDate: _, ...undated } = deal;
    expect(compareWithTruth(deals(undated), deals(deal), 60).differences).toEqual([]);
  });

  it('notices a field that only Gong has', () => {
    expect(compareWithTruth(deals(deal), deals({ ...deal, title: 'x' }), 60).differences).toHaveLength(1);
  });
});
