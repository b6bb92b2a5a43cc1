import { beforeEach, describe, expect, it } from 'vitest';
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';
import { Bench } from '../testing/bench.ts';
import { testRules } from '../testing/small-crm-rules.ts';
import { profileRules } from './profile-rules.ts';

const list = (type: string, fields: Record<string, string>) => ({
  kind: 'list',
  url: `${type}/list`,
  id: { param: 'id' },
  objects: { [type]: { fields } },
});

function profileWith(objects: object): Profile {
  const parsed = parseProfile({
    format: 1,
    name: 'test',
    crm: { origin: 'https://crm.example', timeZone: 'UTC', currency: 'EUR' },
    session: { signedIn: { css: '#out' } },
    formats: [
      { name: 'German', byEvidence: true, dateFormats: 'dd/MM/yyyy', decimal: ',', group: '.' },
      { name: 'American', byEvidence: true, dateFormats: 'MM/dd/yyyy', decimal: '.', group: ',' },
    ],
    objects: { ACCOUNT: { custom: { since: { label: 'Since', type: 'DATE' } } }, DEAL: {}, ...objects },
    pages: {
      'ACCOUNT-list': list('ACCOUNT', { name: 'Name', since: 'Since' }),
      'DEAL-list': list('DEAL', { name: 'Name', closeDate: 'Close', ownerId: 'Owner' }),
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.profile;
}

let bench: Bench;

/** The bench's CRM, interpreted by a real profile. */
function use(objects: object, version = 'v1'): void {
  const real = profileRules(profileWith(objects), version);
  const { interpret, evidence, impliedUsers, aliases, hasRole, objectId, types } = real;
  const made = { interpret, evidence, impliedUsers, aliases, hasRole, objectId, types };
  bench.rules = { ...testRules({ details: false, version }), ...made };
}

beforeEach(async () => {
  bench = new Bench();
  await bench.enrol();
  use({});
});

const sent = (key: string) => bench.worker.objects.get(key);
const codes = (key: string) => sent(key)?.problems.map(({ code, field }) => `${field}: ${code}`);

describe('formats that no sign tells', () => {
  it('are proven by a whole column, over all pages of the list', async () => {
    for (let index = 0; index < 12; index++) bench.crm.put('ACCOUNT', `a${index}`, { name: 'A', since: '03/04/2010' });
    bench.crm.put('ACCOUNT', 'a11', { name: 'A', since: '25/04/2010' });
    await bench.sync();
    expect(sent('ACCOUNT|a0')?.fields['since']).toBe('2010-04-03');
    expect(sent('ACCOUNT|a11')?.fields['since']).toBe('2010-04-25');
  });

  it('stay unknown without proof: nothing is sent of such a value', async () => {
    bench.crm.put('ACCOUNT', 'a1', { name: 'A', since: '03/04/2010' });
    await bench.sync();
    expect(sent('ACCOUNT|a1')?.fields).not.toHaveProperty('since');
    expect(codes('ACCOUNT|a1')?.[0]).toMatch(/^since: date-/);
  });

  it('count for types that were read before the proof was found, and their problems are gone', async () => {
    bench.crm.put('ACCOUNT', 'a1', { name: 'A', since: '03/04/2010' });
    bench.crm.put('DEAL', 'd1', { name: 'D', closeDate: '12/31/2010', ownerId: null });
    await bench.sync();
    expect(sent('ACCOUNT|a1')).toMatchObject({ fields: { since: '2010-03-04' }, problems: [] });
    const problems = (await bench.db.sweeps.toArray()).flatMap((sweep) => sweep.problems);
    expect(problems).toEqual([]);
  });

  it('are remembered for the view', async () => {
    bench.crm.put('ACCOUNT', 'a1', { name: 'A', since: '25/04/2010' });
    await bench.sync();
    bench.crm.put('ACCOUNT', 'a1', { name: 'A', since: '03/04/2010' });
    await bench.sync();
    expect(sent('ACCOUNT|a1')?.fields['since']).toBe('2010-04-03');
  });

  it('are proven anew when the viewer has changed them', async () => {
    bench.crm.put('ACCOUNT', 'a1', { name: 'A', since: '25/04/2010' });
    bench.crm.put('ACCOUNT', 'a2', { name: 'B', since: '03/04/2010' });
    await bench.sync();
    bench.crm.put('ACCOUNT', 'a1', { name: 'A', since: '04/25/2010' });
    bench.crm.put('ACCOUNT', 'a2', { name: 'B', since: '04/03/2010' });
    await bench.sync();
    expect(sent('ACCOUNT|a1')?.fields['since']).toBe('2010-04-25');
    expect(sent('ACCOUNT|a2')?.fields['since']).toBe('2010-04-03');
  });

  it('are nobody else’s: another viewer’s columns prove their own', async () => {
    bench.crm.put('ACCOUNT', 'a1', { name: 'A', since: '25/04/2010' });
    await bench.sync();
    bench.crm.viewer = 'bert';
    bench.crm.put('ACCOUNT', 'a1', { name: 'A', since: '03/04/2010' });
    await bench.sync();
    await bench.sync();
    const bert = (await bench.db.views.toArray()).find(({ crmUser }) => crmUser === 'bert');
    const row = await bench.db.records
      .where('[viewId+objectType]')
      .equals([bert?.viewId ?? '', 'ACCOUNT'])
      .first();
    expect(row?.reading?.fields).not.toHaveProperty('since');
  });
});

describe('users that a rule makes out of logins', () => {
  const rule = { BUSINESS_USER: { emailFromLogin: '{login}@firm.test' } };

  it('are sent, so that the owner of a deal is somebody', async () => {
    use(rule);
    bench.crm.put('DEAL', 'd1', { name: 'D', closeDate: null, ownerId: 'jsmith' });
    await bench.sync();
    expect(sent('DEAL|d1')?.fields['ownerId']).toBe('jsmith');
    expect(sent('BUSINESS_USER|jsmith')?.fields).toEqual({ emailAddress: 'jsmith@firm.test' });
  });

  it('are sent once', async () => {
    use(rule);
    bench.crm.put('DEAL', 'd1', { name: 'D', closeDate: null, ownerId: 'jsmith' });
    await bench.sync();
    bench.worker.batches.length = 0;
    bench.crm.put('DEAL', 'd2', { name: 'D2', closeDate: null, ownerId: 'jsmith' });
    await bench.sync();
    const types = bench.worker.batches.flatMap(({ readings }) => readings.map(({ objectType }) => objectType));
    expect(types).toContain('DEAL');
    expect(types).not.toContain('BUSINESS_USER');
  });

  it('are sent as the profile states them where it names them itself', async () => {
    use({
      BUSINESS_USER: { constants: [{ id: '7', aliases: 'jsmith', fields: { emailAddress: 'john@firm.test' } }] },
    });
    bench.crm.put('DEAL', 'd1', { name: 'D', closeDate: null, ownerId: 'jsmith' });
    bench.rules = {
      ...bench.rules,
      constants: profileRules(
        profileWith({
          BUSINESS_USER: { constants: [{ id: '7', aliases: 'jsmith', fields: { emailAddress: 'john@firm.test' } }] },
        }),
        'v1',
      ).constants,
    };
    await bench.sync();
    expect(sent('DEAL|d1')?.fields['ownerId']).toBe('7');
    expect(sent('BUSINESS_USER|7')?.fields).toEqual({ emailAddress: 'john@firm.test' });
  });

  it('are not made up where a list shows the user', async () => {
    use(rule);
    const [reading] = bench.rules.impliedUsers(
      [{ objectType: 'DEAL', page: 'DEAL-list', crmId: 'd', fields: { ownerId: { state: 'value', text: 'jsmith' } } }],
      { readAt: '2026-01-01T00:00:00.000Z', lookup: () => ['7'] },
    );
    expect(reading).toBeUndefined();
  });
});
