import { expect, it } from 'vitest';
import { OVERVIEWS } from '../../../test/e2e/screens/preview/overviews.ts';
import { problemGroups } from './problems.ts';

function groups(name: string) {
  const overview = OVERVIEWS[name];
  if (overview === undefined) throw new Error(`no overview ${name}`);
  return problemGroups(overview);
}

it('problemGroups tells problems of one code once, with every place', () => {
  const [group, ...others] = groups('rejected');
  expect(others).toEqual([]);
  expect(group).toMatchObject({
    code: 'date-impossible',
    what: 'The text is a date or time that does not exist.',
    next: 'The value that Gong has stays. Open the record and check the field.',
  });
  expect(group?.places.map(({ objectId }) => objectId)).toEqual(['4711', '4822']);
});

it('problemGroups tells a trouble once that stops the sync and the whole', () => {
  expect(groups('signed-out').map(({ code }) => code)).toEqual(['crm-signed-out']);
});

it('problemGroups shows a code that it does not know with its message', () => {
  const unknown = groups('hostile').at(-1);
  expect(unknown?.what).toBe(unknown?.places[0]?.message);
});

it('problemGroups leaves out what the sentence on top says and what is no problem', () => {
  expect(groups('elsewhere')).toEqual([]);
  expect(groups('connect')).toEqual([]);
});
