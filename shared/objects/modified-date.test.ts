import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeZone } from '../values/time-zone.ts';
import {
  compareAtResolution,
  type ModifiedDateInput,
  mayHaveChangedSince,
  modifiedDateToSend,
} from './modified-date.ts';

fc.configureGlobal({ seed: 20260131 });

const BASE: ModifiedDateInput = {
  crmDate: '2026-01-31T10:00:00Z',
  receivedAt: '2026-01-31T12:00:00.500Z',
  lastSent: null,
  contentDiffers: true,
  deletedBetween: false,
};

describe('modifiedDateToSend', () => {
  it.each([
    ['the CRM’s date when nothing was sent before', {}, '2026-01-31T10:00:00Z', false],
    ['the CRM’s date when it is the later', { lastSent: '2026-01-30T00:00:00Z' }, '2026-01-31T10:00:00Z', false],
    [
      'a second more when content differs at an equal date',
      { lastSent: '2026-01-31T10:00:00Z' },
      '2026-01-31T10:00:01Z',
      false,
    ],
    [
      'a second more than a later one when content differs',
      { lastSent: '2026-02-01T00:00:00Z' },
      '2026-02-01T00:00:01Z',
      false,
    ],
    [
      'the last one when content is the same',
      { lastSent: '2026-02-01T00:00:00Z', contentDiffers: false },
      '2026-02-01T00:00:00Z',
      false,
    ],
    [
      'a second more when a deletion lies between equal content',
      { lastSent: '2026-01-31T10:00:00Z', contentDiffers: false, deletedBetween: true },
      '2026-01-31T10:00:01Z',
      false,
    ],
    ['the time of receipt when the CRM has no date', { crmDate: null }, '2026-01-31T12:00:00Z', false],
    [
      'the CRM’s date when it is five minutes ahead',
      { crmDate: '2026-01-31T12:05:00Z' },
      '2026-01-31T12:05:00Z',
      false,
    ],
    [
      'the time of receipt when the CRM is further ahead',
      { crmDate: '2026-01-31T12:05:01Z' },
      '2026-01-31T12:00:00Z',
      true,
    ],
    [
      'a second more than the last when the CRM is ahead and so was the last',
      { crmDate: '2027-01-01T00:00:00Z', lastSent: '2026-01-31T12:00:00Z' },
      '2026-01-31T12:00:01Z',
      true,
    ],
    [
      'its own date for history when a later one was sent',
      { lastSent: '2026-02-01T00:00:00Z', history: true },
      '2026-01-31T10:00:00Z',
      false,
    ],
    [
      'UTC without fraction when the CRM’s date has an offset',
      { crmDate: '2026-01-31T12:00:00.999+02:00' },
      '2026-01-31T10:00:00Z',
      false,
    ],
  ])('is %s', (_, input, modifiedDate, ahead) => {
    expect(modifiedDateToSend({ ...BASE, ...input })).toEqual({ modifiedDate, ahead });
  });

  it('refuses what is no instant', () => {
    expect(() => modifiedDateToSend({ ...BASE, crmDate: 'yesterday' })).toThrow(RangeError);
  });

  it('never goes back, and always passes the last one when something changed', () => {
    const second = fc.integer({ min: 0, max: 600 });
    const step = fc.record({
      crm: fc.option(second),
      received: second,
      contentDiffers: fc.boolean(),
      deletedBetween: fc.boolean(),
    });
    const at = (seconds: number) => new Date(Date.UTC(2026, 0, 31) + seconds * 1000).toISOString();
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let lastSent: string | null = null;
        for (const { crm, received, contentDiffers, deletedBetween } of steps) {
          const { modifiedDate } = modifiedDateToSend({
            crmDate: crm === null ? null : at(crm),
            receivedAt: at(received),
            lastSent,
            contentDiffers,
            deletedBetween,
          });
          if (lastSent !== null) {
            const passed = Date.parse(modifiedDate) - Date.parse(lastSent);
            expect(passed).toBeGreaterThanOrEqual(contentDiffers || deletedBetween ? 1000 : 0);
          }
          lastSent = modifiedDate;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('compareAtResolution', () => {
  const a = '2026-01-31T23:10:05Z';

  it.each([
    ['2026-01-31T23:10:06Z', 'second', -1],
    ['2026-01-31T23:10:06Z', 'minute', 0],
    ['2026-01-31T23:11:00Z', 'minute', -1],
    ['2026-01-31T01:00:00Z', 'day', 0],
    ['2026-02-01T00:00:00Z', 'day', -1],
    ['2026-01-30T23:59:59Z', 'day', 1],
  ] as const)('compares with %s by the %s', (b, resolution, expected) => {
    expect(compareAtResolution(a, b, resolution)).toBe(expected);
  });

  it('counts days as the zone does', () => {
    const berlin = timeZone('Europe/Berlin')?.offsetAt;
    expect(compareAtResolution(a, '2026-02-01T05:00:00Z', 'day', berlin)).toBe(0);
    expect(compareAtResolution(a, '2026-01-31T22:00:00Z', 'day', berlin)).toBe(1);
  });
});

describe('mayHaveChangedSince', () => {
  it('holds for a row of the same minute and not for one of the minute before', () => {
    expect(mayHaveChangedSince('2026-01-31T10:00:00Z', '2026-01-31T10:00:59Z', 'minute')).toBe(true);
    expect(mayHaveChangedSince('2026-01-31T09:59:00Z', '2026-01-31T10:00:00Z', 'minute')).toBe(false);
  });
});
