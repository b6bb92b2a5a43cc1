import { describe, expect, it } from 'vitest';
import { raw } from '../testing/small-crm-rules.ts';
import { rowPrint } from './fingerprint.ts';

const named = (text: string, ids: readonly string[]) => {
  const row = raw('DEAL', 'deals', 'd1', { name: 'One' });
  return { ...row, fields: { ...row.fields, accountId: { state: 'value' as const, text, ids } } };
};

describe('the fingerprint of a row', () => {
  it('stays when a record that it names by id is renamed', () => {
    expect(rowPrint([named('Old name', ['a1'])])).toBe(rowPrint([named('New name', ['a1'])]));
  });

  it('changes with the id, and with the text where no single id says who is meant', () => {
    expect(rowPrint([named('Name', ['a1'])])).not.toBe(rowPrint([named('Name', ['a2'])]));
    expect(rowPrint([named('One', [])])).not.toBe(rowPrint([named('Other', [])]));
  });
});
