import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Reading } from '../../shared/protocol/reading.ts';
import { batch, NOON, reading } from '../testing/readings.ts';
import { withDb } from '../testing/test-db.ts';
import type { Db } from './db.ts';
import { takeBatch } from './intake.ts';

const value = fc.oneof(fc.constantFrom(null, '', 'x', 'Zoë 🙂', '"\\\n', 'a'.repeat(300)), fc.integer(), fc.boolean());
const step = fc.record({
  type: fc.constantFrom('DEAL', 'DEAL', 'CONTACT', 'BUSINESS_USER', 'STAGE' as const),
  id: fc.constantFrom('1', '1', 'me@x.example'),
  crmId: fc.option(fc.constantFrom('näme/1', '🙂'), { nil: undefined }),
  pageUrl: fc.option(fc.constantFrom('https://crm.example/?é=1', 'https://crm.example/2'), { nil: undefined }),
  view: fc.constantFrom('view-1', 'view-1', 'view-2'),
  fields: fc.oneof(
    fc.dictionary(fc.constantFrom('name', 'amount', 'stage', 'accountId', 'emailAddress', 'url'), value),
    // The same fields again and again: what one view proves as a whole.
    fc.record({ name: fc.constantFrom('x', 'y'), amount: value, emailAddress: fc.constantFrom('a@x.example', null) }),
  ),
  modifiedDate: fc.constantFrom(
    undefined,
    null,
    'no date',
    '2026-03-01T10:00:00Z',
    '2026-03-01T10:05:00Z',
    '2026-04-01T00:00:00Z',
    '1969-01-01T00:00:00Z',
  ),
  minute: fc.integer({ min: 10, max: 59 }),
  confirm: fc.boolean(),
});

/** Everything that readings leave behind, but for which batch it was. */
function left(db: Db): unknown {
  const versions = db.all('SELECT * FROM versions ORDER BY no').map(({ batch_no: _, ...row }) => row);
  return [
    versions,
    ...[
      'objects ORDER BY no',
      'view_objects ORDER BY view_no, object_no',
      'conflicts ORDER BY object_no, field, view_no',
      'problems ORDER BY object_no, field',
    ].map((rest) => db.all(`SELECT * FROM ${rest}`)),
  ];
}

function take(db: Db, steps: readonly { readings: Reading[]; view: string; confirm: boolean }[]): unknown {
  for (const { readings, view, confirm } of steps) {
    takeBatch(db, batch(readings, { view: { viewId: view, crmUser: null } }), {
      now: NOON,
      deviceNo: 1,
      tellsGone: () => true,
    });
    if (confirm) db.run('UPDATE versions SET state = 2, hold = 0, hold_reason = NULL, settled_at = 1 WHERE state = 0');
  }
  return left(db);
}

it('takePlain leaves behind what composing one by one would', { timeout: 60_000 }, () =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const list = steps.map(({ type, id, crmId, pageUrl, view, fields, modifiedDate, minute, confirm }) => {
        const one = reading(type, id, fields, {
          readAt: `2026-03-02T11:${minute}:00.000Z`,
          ...(crmId === undefined ? {} : { crmId }),
          ...(pageUrl === undefined ? {} : { pageUrl }),
        });
        if (modifiedDate === undefined) delete one.fields['modifiedDate'];
        else one.fields['modifiedDate'] = modifiedDate;
        return { one, view, confirm };
      });
      const once = await withDb((db) =>
        take(
          db,
          list.map(({ one, ...rest }) => ({ readings: [one], ...rest })),
        ),
      );
      // Twice in one batch is never plain, and the second time changes nothing.
      const twice = await withDb((db) =>
        take(
          db,
          list.map(({ one, ...rest }) => ({ readings: [one, one], ...rest })),
        ),
      );
      expect(once).toEqual(twice);
    }),
    { seed: 20261121, numRuns: 25 },
  ),
);
