import { describe, expect, it } from 'vitest';
import type { RawRecord } from '../../shared/profile/raw.ts';
import { BridgeDatabase } from '../store/database.ts';
import { testRules } from '../testing/small-crm-rules.ts';
import { interpretRows } from './interpretation.ts';
import { newRecord } from './record-rows.ts';

describe('interpretRows', () => {
  const row = (role: RawRecord['role']) => {
    const raw: RawRecord = {
      objectType: 'LEAD',
      page: 'leads',
      crmId: '7',
      fields: { lastName: { state: 'value', text: 'Smith' } },
      ...(role === undefined ? {} : { role }),
    };
    const piece = { raw, readAt: 1, signs: {}, profileVersion: 'v1', kind: 'list' as const };
    return { ...newRecord('view', 'LEAD', '', '7', '7'), dirty: 1 as const, pieces: { leads: piece } };
  };
  const made = async (role: RawRecord['role']) =>
    (await interpretRows(new BridgeDatabase(), testRules(), [row(role)]))[0];

  it('makes a reading when the pages show that the record is of its type', async () => {
    expect((await made(undefined))?.reading).not.toBeNull();
  });

  it('sends nothing of a record when the pages show that it is of another type', async () => {
    expect(await made('unmet')).toMatchObject({ reading: null, refused: null, foreign: true });
  });

  it('sends nothing and says so when no page shows of which type a record is', async () => {
    const { reading, refused } = (await made('unknown')) ?? {};
    expect(reading).toBeNull();
    expect(refused).toContain('No page shows');
  });
});
