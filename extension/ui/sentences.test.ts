import { beforeEach, describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode } from '../../shared/errors/catalogue.ts';
import { explain } from '../../shared/errors/coded-error.ts';
import { PROBLEM_CODES } from '../../shared/values/problem-codes.ts';
import { problem } from '../../shared/values/value-result.ts';
import german from '../public/_locales/de/messages.json';
import { errorWords } from './error-words.ts';
import { inReadersLanguage, knownSentences, problemInReadersLanguage, problemKey } from './sentences.ts';

const de: Readonly<Record<string, { readonly message: string } | undefined>> = german;

/** Said to administrators in the console and to their tools, which speak English; no rep meets them. */
const FOR_IT = new Set<ErrorCode>([
  'admin-token-wrong',
  'signed-out',
  'form-expired',
  'access-refused',
  'webhook-invalid',
  'restore-unavailable',
]);
const forIt = new Set([...FOR_IT].map((code) => code.replaceAll('-', '_')));

beforeEach(() => {
  Object.assign(globalThis, {
    chrome: {
      i18n: {
        getMessage: (key: string, values: readonly string[] = []) =>
          (de[key]?.message ?? '').replace(/\$(\d)/g, (_, position: string) => values[Number(position) - 1] ?? ''),
      },
    },
  });
});

describe('sentences that are made in English', () => {
  const sentences = [...knownSentences()].filter(([key]) => !forIt.has(key.replace(/^error_|_(what|why|next)$/g, '')));

  it.each(sentences)('%s has German words with as many holes', (key, english) => {
    const holes = new Set(english.match(/\{\w+\}/g)).size;
    expect(new Set(de[key]?.message.match(/\$\d/g)).size, `“${english}”`).toBe(holes);
  });

  it.each(Object.keys(PROBLEM_CODES))('the problem %s has German words', (code) => {
    expect(de[problemKey(code)]?.message).toBeTruthy();
  });

  it('are told in German with the same names and numbers', () => {
    const held = 'Its account was rejected; correct the account first.';
    expect(inReadersLanguage(held)).toBe(german.held_account_rejected.message);
    const failed = explain('crm-failed', { detail: 'It answered with status 503.' });
    expect(errorWords(failed).why).toBe('Die Antwort hatte den Status 503.');
    expect(errorWords(explain('too-many-attempts', { seconds: 60 })).next).toContain('60');
    const both = explain('crm-failed', { detail: 'It answered with status 500.' });
    expect(inReadersLanguage(`${both.what} ${both.why}`)).toMatch(/^Das CRM .* Die Antwort hatte den Status 500\.$/);
  });

  it('name types of records in German, too', () => {
    const { what } = errorWords(explain('sweep-elsewhere', { types: 'users, contacts' }));
    expect(what).toBe('Ein anderer Browser Ihrer Firma liest gerade: Benutzer, Kontakte.');
  });

  it('keep the words of others as they are', () => {
    const quoted = explain('gong-rejected-record', { detail: 'emailAddress: not welcome' });
    expect(errorWords(quoted).why).toBe('emailAddress: not welcome');
    expect(inReadersLanguage('Something else happened.')).toBe('Something else happened.');
  });

  it('of a value quote what was found', () => {
    const { code, message } = problem('date-impossible', '31.02.2026');
    expect(problemInReadersLanguage({ code, message })).toBe(`${de[problemKey(code)]?.message} „31.02.2026“`);
  });

  it('are none that a hostile text can make slow', () => {
    const started = performance.now();
    inReadersLanguage(`The value “${'“” '.repeat(5000)}`);
    inReadersLanguage('“'.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('sentences in English', () => {
  it('are shown as they are, and no text is asked for that there is not', () => {
    const { getMessage } = chrome.i18n;
    const asked: string[] = [];
    chrome.i18n.getMessage = (key: string) => {
      asked.push(key);
      return key === 'language' ? 'en' : '';
    };
    try {
      const error = explain('extension-failed');
      expect(errorWords(error)).toEqual({ what: error.what, why: error.why, next: error.next });
      expect(new Set(asked)).toEqual(new Set(['language']));
    } finally {
      chrome.i18n.getMessage = getMessage;
    }
  });
});

describe('the catalogue of errors', () => {
  it('has no code for IT that does not exist', () => {
    expect([...FOR_IT].filter((code) => !Object.hasOwn(ERRORS, code))).toEqual([]);
  });
});
