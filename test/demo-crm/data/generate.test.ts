import { describe, expect, it } from 'vitest';
import { isAmbiguous } from '../text/berlin.ts';
import { DEFAULT_SCALE, generateRecords } from './generate.ts';
import { OBJECT_TYPES } from './records.ts';

describe('generateRecords', () => {
  it('gives the same records for the same seed and others for another', () => {
    expect(generateRecords(7, 200)).toEqual(generateRecords(7, 200));
    expect(generateRecords(7, 200)).not.toEqual(generateRecords(8, 200));
  });

  it.each([20, 21, 433, 2000])('gives exactly %i records with every object type', (scale) => {
    const counts = OBJECT_TYPES.map((type) => generateRecords(1, scale)[type].length);
    expect(counts.reduce((left, right) => left + right, 0)).toBe(scale);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('has the promised numbers by default', () => {
    const records = generateRecords(1, DEFAULT_SCALE);
    expect(OBJECT_TYPES.map((type) => [type, records[type].length])).toEqual([
      ['BUSINESS_USER', 8],
      ['STAGE', 6],
      ['ACCOUNT', 64],
      ['CONTACT', 160],
      ['DEAL', 110],
      ['LEAD', 85],
    ]);
  });

  it('has no time that a Berlin clock shows twice, as no page could tell which was meant', () => {
    const records = generateRecords(3, 20_000);
    const times = OBJECT_TYPES.flatMap((type) => records[type].flatMap(({ created, modified }) => [created, modified]));
    expect(times.filter(isAmbiguous)).toEqual([]);
    expect(times.filter((time) => time % 60_000 !== 0)).toEqual([]);
  });

  it('points only at records that exist', () => {
    const records = generateRecords(2, 1000);
    const ids = new Map(OBJECT_TYPES.map((type) => [type, new Set(records[type].map(({ id }) => id))]));
    const pointers = {
      accountId: 'ACCOUNT',
      contactId: 'CONTACT',
      ownerId: 'BUSINESS_USER',
      stage: 'STAGE',
      convertedToAccountId: 'ACCOUNT',
      convertedToContactId: 'CONTACT',
      convertedToDealId: 'DEAL',
    } as const;
    for (const type of OBJECT_TYPES) {
      for (const record of records[type]) {
        for (const [key, target] of Object.entries(pointers)) {
          const value = record.values[key];
          if (typeof value === 'string') expect(ids.get(target)?.has(value), `${record.id} ${key}`).toBe(true);
        }
      }
    }
  });
});
