import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../shared/errors/catalogue.ts';
import german from '../public/_locales/de/messages.json';
import english from '../public/_locales/en/messages.json';

type Catalogue = Readonly<Record<string, { readonly message: string }>>;
const en: Catalogue = english;
const de: Catalogue = german;
const isError = (key: string) => key.startsWith('error_');
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

  it('of errors in German belong to errors of the catalogue', () => {
    const codes = new Set(Object.keys(ERRORS).map((code) => code.replaceAll('-', '_')));
    const strays = Object.keys(de)
      .filter(isError)
      .filter((key) => !codes.has(key.replace(/^error_/, '').replace(/_(what|why|next)$/, '')));
    expect(strays).toEqual([]);
  });
});
