import { expect, it } from 'vitest';
import { readUsersCsv } from './users-csv.ts';

it('readUsersCsv takes an id and an address, and makes names known in every order they are written in', () => {
  expect(readUsersCsv('id,email\nu7,Ann@Company.example\n')).toEqual({
    users: [{ id: 'u7', fields: { emailAddress: 'ann@company.example' } }],
    problems: [],
  });
  const german = '\uFEFFKennung;E-Mail;Vorname;Nachname;Alias\r\n"am;1";a@x.de;Änne;"Meier ""M"""; AM | Chefin \r\n';
  expect(readUsersCsv(german).users).toEqual([
    {
      id: 'am;1',
      aliases: ['Änne Meier "M"', 'Meier "M", Änne', 'Meier "M" Änne', 'AM', 'Chefin'],
      fields: { emailAddress: 'a@x.de' },
    },
  ]);
});

it.each([
  ['', 0, 'empty'],
  ['name,phone\nx,1', 1, 'names no column id and no column email'],
  ['id,email\n', 0, 'holds no user'],
  ['id,email\n,a@x.de', 2, 'has no id'],
  ['id,email\nu1,nobody', 2, 'no e-mail address'],
  ['id,email,name\nu1,a@x.de,"two\nlines"\nu1,b@x.de,x', 4, 'stands in line 2 already'],
])('readUsersCsv names the line and what is wrong: %j', (text, line, what) => {
  const { problems } = readUsersCsv(text);
  expect(problems).toMatchObject([{ line }]);
  expect(problems[0]?.what).toContain(what);
});
