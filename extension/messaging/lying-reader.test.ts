import { describe, expect, it } from 'vitest';
import { parseReaderMessage } from './reader-messages.ts';
import { judgeSender } from './sender.ts';

const own = { id: 'ours', origin: 'chrome-extension://ours' };
const tab = { id: 7, url: 'https://crm.example/' } as chrome.tabs.Tab;

describe('a content script that lies', () => {
  it('is a reader of its page’s origin, whatever its message or address claims', () => {
    const from = {
      id: 'ours',
      origin: 'https://crm.example',
      url: 'chrome-extension://ours/popup.html',
      tab,
      frameId: 0,
    };
    expect(judgeSender(from, own)).toMatchObject({ kind: 'reader', origin: 'https://crm.example' });
  });

  it.each(['sync', 'enrol', 'status', 'save-settings', 'forget-everything'])(
    'cannot pose as the popup: the command %s is no message of a reader',
    (name) => {
      expect(parseReaderMessage({ channel: 'command', name, parameters: {} })).toBeNull();
      expect(parseReaderMessage({ channel: 'reader', name, parameters: {} })).toBeNull();
    },
  );

  it('is refused with readings that are nested, huge or of no object type', () => {
    const captured = (reading: unknown) => ({
      channel: 'reader',
      name: 'captured',
      profileVersion: 'v1',
      loadedAt: 1,
      readings: [{ planned: { page: 'p', request: { method: 'GET', url: 'https://crm.example/' } }, reading }],
    });
    for (const reading of [{}, { records: [{ objectType: 'SETTINGS' }] }, { page: 'x'.repeat(5000) }, [[[[]]]]])
      expect(parseReaderMessage(captured(reading))).toBeNull();
  });
});
