import { describe, expect, it } from 'vitest';
import { ERRORS } from './catalogue.ts';
import { CodedError, explain } from './coded-error.ts';

describe('explain', () => {
  it('fills the holes of every sentence', () => {
    expect(explain('mandatory-missing', { field: 'emailAddress' }).why).toBe('emailAddress is missing or empty.');
  });

  it('never shows an unfilled hole when a detail is missing', () => {
    expect(explain('mandatory-missing').why).toBe('… is missing or empty.');
  });

  it.each(Object.entries(ERRORS))('has three sentences for %s', (_, { what, why, next }) => {
    for (const text of [what, next]) expect(text).toMatch(/^[“A-Z].*\.$/);
    expect(why).toMatch(/^(\{detail\}|.*\.)$/);
  });
});

describe('CodedError', () => {
  it('carries its code and its explanation', () => {
    const error = new CodedError('crm-unreachable', { detail: 'It refused the connection.' });
    expect(error.explain()).toMatchObject({ code: 'crm-unreachable', why: 'It refused the connection.' });
  });
});
