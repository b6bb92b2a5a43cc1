import { describe, expect, it } from 'vitest';
import german from '../public/_locales/de/messages.json';
import english from '../public/_locales/en/messages.json';
import { knownSentences } from './sentences.ts';

type Catalogue = Readonly<Record<string, { readonly message: string }>>;
const en: Catalogue = english;
const de: Catalogue = german;
/** Looked up by a code; sentences.test.ts holds them against their English, which stands where the code is. */
const isError = (key: string) => /^(error|held|problem|detail)_/.test(key) && !(key in english);
const holes = (text = '') => [...new Set(text.match(/\$\d/g))].sort();

describe('the texts', () => {
  it('are there in German for every English one', () => {
    expect(Object.keys(de).filter((key) => !isError(key))).toEqual(Object.keys(en));
  });

  it.each(Object.keys(en))('%s leaves the same holes in both languages', (key) => {
    expect(holes(de[key]?.message)).toEqual(holes(en[key]?.message));
  });

  it('that depend on a number have both forms', () => {
    const stems = Object.keys(en).filter((key) => /_(one|other)$/.test(key));
    for (const key of stems) {
      expect(en).toHaveProperty(key.replace(/_(one|other)$/, '_one'));
      expect(en).toHaveProperty(key.replace(/_(one|other)$/, '_other'));
    }
  });

  it('of errors, holds and details in German belong to a sentence that is made somewhere', () => {
    const sentences = knownSentences();
    const strays = Object.keys(de).filter((key) => isError(key) && !key.startsWith('problem_') && !sentences.has(key));
    expect(strays).toEqual([]);
  });
});
