import { describe, expect, it } from 'vitest';
import { judgeSender } from './sender.ts';

const own = { id: 'ours', origin: 'chrome-extension://ours' };
const tab = { id: 7, url: 'https://portal.example/start' } as chrome.tabs.Tab;

describe('a sender', () => {
  it('is an extension page by its origin, in a tab or not', () => {
    expect(judgeSender({ id: 'ours', origin: own.origin, tab, frameId: 0 }, own)).toEqual({ kind: 'extension-page' });
  });

  it('is a reader of the origin that the browser names', () => {
    const from = { id: 'ours', origin: 'https://crm.example', url: 'https://crm.example/a', tab, frameId: 3 };
    expect(judgeSender(from, own)).toEqual({
      kind: 'reader',
      tabId: 7,
      frameId: 3,
      origin: 'https://crm.example',
      topOrigin: 'https://portal.example',
    });
  });

  it('has the origin of its address where the browser names none', () => {
    const from = { id: 'ours', url: 'https://crm.example/a?b', tab, frameId: 0 };
    expect(judgeSender(from, own)).toMatchObject({ origin: 'https://crm.example' });
  });

  it.each([
    ['another extension', { id: 'other', origin: own.origin }],
    ['nobody', { origin: own.origin }],
    ['a sandboxed frame', { id: 'ours', origin: 'null', tab, frameId: 1 }],
    ['a page without a tab', { id: 'ours', origin: 'https://crm.example' }],
  ])('is refused: %s', (_, from) => {
    expect(judgeSender(from, own)).toBeNull();
  });
});
