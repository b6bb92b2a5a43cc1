import { beforeAll, describe, expect, it } from 'vitest';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { STANDARD_FIELDS } from '../../shared/objects/standard-fields.ts';
import { provideTexts } from '../../test/e2e/screens/preview/texts.ts';
import { fieldName, fieldText, inFieldWords } from './field-words.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

describe.each([
  ['en', { closeDate: 'Close date', day: 'Mar 5, 2027', amount: '1,234.5', won: 'Won', yes: 'Yes' }],
  ['de', { closeDate: 'Abschlussdatum', day: '5. März 2027', amount: '1.234,5', won: 'Gewonnen', yes: 'Ja' }],
])('a field in %s', (language, words) => {
  beforeAll(() => provideTexts(language));

  it('has the words of its reader, and a custom one those of its company', () => {
    expect(fieldName('DEAL', 'closeDate')).toBe(words.closeDate);
    expect(fieldName('DEAL', 'Priorität')).toBe('Priorität');
    const names = OBJECT_TYPES.flatMap((type) => Object.keys(STANDARD_FIELDS[type]).map((one) => fieldName(type, one)));
    expect(names.every((name) => /^\S.*\S$/.test(name))).toBe(true);
  });

  it('has its value as the reader writes it', () => {
    expect(fieldText('DEAL', 'closeDate', '2027-03-05', NOW)).toBe(words.day);
    expect(fieldText('DEAL', 'amount', 1234.5, NOW)).toBe(words.amount);
    expect(fieldText('DEAL', 'status', 'WON', NOW)).toBe(words.won);
    expect(fieldText('STAGE', 'isActive', true, NOW)).toBe(words.yes);
  });

  it('has its words in a sentence, too, where it is a field of that type', () => {
    expect(inFieldWords('DEAL', 'closeDate is missing, name is not')).toBe(
      `${words.closeDate} is missing, name is not`,
    );
    expect(inFieldWords('LEAD', 'closeDate is missing')).toBe('closeDate is missing');
  });

  it('keeps what is none of these as it is', () => {
    expect(fieldText('DEAL', 'closeDate', 'soon', NOW)).toBe('soon');
    expect(fieldText('DEAL', 'createdDate', 'soon', NOW)).toBe('soon');
    expect(fieldText('DEAL', 'note', '2027-03-05', NOW)).toBe('2027-03-05');
    expect(fieldText('ACCOUNT', 'domains', ['a.example', 'b.example'], NOW)).toBe('a.example, b.example');
  });
});
