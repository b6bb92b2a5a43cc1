import { afterEach, describe, expect, it } from 'vitest';
import type { HelloReply, ReaderMessage } from '../messaging/reader-channel.ts';
import { PageReader } from './page-reader.ts';
import { dropPageReader, offerPageReader, type ReadPage } from './page-reader-slot.ts';

afterEach(dropPageReader);

const read: ReadPage = () => {
  throw new Error('nothing is read here');
};

/** A reader with a background that says what is written here; `asked` is what it was asked, in order. */
function readerWith(background: { readonly hello: Partial<HelloReply>; readonly load: () => void }) {
  const asked: string[] = [];
  let address = 'https://crm.test/list';
  const send = async (message: ReaderMessage): Promise<unknown> => {
    asked.push(message.name);
    if (message.name === 'load') background.load();
    if (message.name === 'next') return { kind: 'rest' };
    if (message.name !== 'hello') return null;
    const profile = { version: 'v1', profile: {} };
    return { profile, capture: [{ page: message.url }], loops: 1, probe: null, ...background.hello };
  };
  const reader = new PageReader({ send, alive: () => true, now: () => 0, address: () => address });
  return {
    reader,
    asked,
    go: (url: string) => {
      address = url;
    },
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

describe('the reader of a document', () => {
  it('has the script that reads pages injected before it asks for a page', async () => {
    const { reader, asked } = readerWith({ hello: {}, load: () => offerPageReader(read) });
    await reader.hello(true);
    await settled();
    expect(asked).toEqual(['hello', 'load', 'next']);
  });

  it('asks for no page when the script could not be injected, and tries again when it is woken', async () => {
    let allowed = false;
    const { reader, asked } = readerWith({ hello: {}, load: () => allowed && offerPageReader(read) });
    await reader.hello(true);
    await settled();
    expect(asked).toEqual(['hello', 'load']);
    allowed = true;
    await reader.wake({ channel: 'background', name: 'wake', loops: 1, profileVersion: 'v1' });
    await settled();
    expect(asked).toEqual(['hello', 'load', 'load', 'next']);
  });

  it('asks once when several loops need the script at the same time', async () => {
    const { reader, asked } = readerWith({ hello: { loops: 3 }, load: () => offerPageReader(read) });
    await reader.hello(true);
    await settled();
    expect(asked.filter((name) => name === 'load')).toHaveLength(1);
  });

  it('injects nothing into a document that is no page of the profile', async () => {
    const { reader, asked } = readerWith({ hello: { capture: [], loops: 0 }, load: () => offerPageReader(read) });
    await reader.hello(true);
    expect(await reader.capturePlan()).toBeNull();
    expect(asked).toEqual(['hello']);
  });

  it('asks anew which page it is when the address has changed without another document', async () => {
    const { reader, go } = readerWith({ hello: { loops: 0 }, load: () => offerPageReader(read) });
    await reader.hello(true);
    expect((await reader.capturePlan())?.pages).toEqual([{ page: 'https://crm.test/list' }]);
    go('https://crm.test/one?id=7');
    expect((await reader.capturePlan())?.pages).toEqual([{ page: 'https://crm.test/one?id=7' }]);
  });

  it('does not use what another build of the extension has left in the page', async () => {
    offerPageReader(read);
    dropPageReader();
    const { reader, asked } = readerWith({ hello: {}, load: () => undefined });
    await reader.hello(true);
    await settled();
    expect(asked).toEqual(['hello', 'load']);
  });
});
