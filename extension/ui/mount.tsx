import { type ComponentChild, render } from 'preact';
import { text, textLanguage } from './text.ts';

/** Shows a page of the extension, in place of what its HTML holds, in the reader's language and direction of writing. */
export function mount(page: ComponentChild): void {
  const { documentElement } = document;
  documentElement.lang = textLanguage();
  documentElement.dir = chrome.i18n.getMessage('@@bidi_dir') || 'ltr';
  const place = document.querySelector('#page');
  if (place === null) throw new Error(text('product'));
  place.replaceChildren();
  render(page, place);
}
