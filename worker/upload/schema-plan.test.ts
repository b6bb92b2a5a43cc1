import { expect, it } from 'vitest';
import { afterSending, planSchema } from './schema-plan.ts';

const REGION = { uniqueName: 'region', label: 'Region', type: 'STRING' };
const SIZE = { uniqueName: 'size', label: 'Size', type: 'NUMBER' };

it('planSchema sends nothing when Gong has what the profile wants', () => {
  expect(planSchema('DEAL', [REGION], [REGION], false)).toEqual({ send: null, destroys: [] });
});
it('planSchema sends the complete list when a field is added', () => {
  expect(planSchema('DEAL', [REGION, SIZE], [REGION], false).send).toEqual([REGION, SIZE]);
});
it('planSchema keeps a field that the profile no longer has until somebody consents', () => {
  const plan = planSchema('DEAL', [SIZE], [REGION], false);
  expect(plan).toEqual({ send: [SIZE, REGION], destroys: [{ uniqueName: 'region', change: 'removal' }] });
  const consented = planSchema('DEAL', [SIZE], [REGION], true);
  expect(consented.send).toEqual([SIZE, { ...REGION, isDeleted: true }]);
  expect(afterSending(consented.send ?? [])).toEqual([SIZE]);
});
it('planSchema keeps the old type until somebody consents to a change of type', () => {
  const wanted = { ...REGION, type: 'PICKLIST', orderedValueList: ['A'] };
  expect(planSchema('DEAL', [wanted], [REGION], false)).toEqual({
    send: null,
    destroys: [{ uniqueName: 'region', change: 'type-change' }],
  });
  expect(planSchema('DEAL', [wanted], [REGION], true).send).toEqual([wanted]);
});
it('planSchema leaves standard and deleted fields alone when Gong lists them', () => {
  const listed = [{ uniqueName: 'amount', label: 'Amount', type: 'NUMBER' }, { ...SIZE, isDeleted: true }, REGION];
  expect(planSchema('DEAL', [REGION], listed, false)).toEqual({ send: null, destroys: [] });
});
