import german from '../../../../extension/public/_locales/de/messages.json';
import english from '../../../../extension/public/_locales/en/messages.json';

type Catalogue = Readonly<Record<string, { readonly message: string }>>;

/** The part of the extension API that texts and opening pages need, on the real catalogues. */
export function provideTexts(language: string, direction = 'ltr'): void {
  const catalogue: Catalogue = language === 'de' ? german : english;
  const fallback: Catalogue = english;
  const getMessage = (key: string, values: readonly string[] = []) => {
    if (key === '@@bidi_dir') return direction;
    const message = catalogue[key]?.message ?? fallback[key]?.message ?? '';
    return message.replace(/\$(\d)/g, (_, position: string) => values[Number(position) - 1] ?? '');
  };
  Object.assign(globalThis, {
    chrome: { i18n: { getMessage, getUILanguage: () => language }, runtime: { getURL: (path: string) => path } },
  });
}
