import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HelloReply, NextReply, ReaderMessage } from '../messaging/reader-channel.ts';
import { base } from '../reader/base.ts';
import type { PartName } from '../reader/needed-parts.ts';
import { PageReader } from './page-reader.ts';
import { offerBase, offerPageReader } from './page-reader-slot.ts';

afterEach(() => offerBase(base));

const whole: Parameters<typeof offerPageReader>[0] = {
  readPage: () => {
    throw new Error('nothing is read here');
  },
  parts: {},
};

/** A reader with a background that says what is written here; `asked` is what it was asked, in order. */
function readerWith(background: {
  readonly hello: Partial<HelloReply>;
  readonly load: (parts: readonly PartName[]) => void;
  readonly next?: (message: ReaderMessage) => NextReply;
}) {
  const asked: string[] = [];
  let address = 'https://crm.test/list';
  const send = async (message: ReaderMessage): Promise<unknown> => {
    asked.push(message.name);
    if (message.name === 'load') background.load(message.parts);
    if (message.name === 'next') return background.next?.(message) ?? { kind: 'rest' };
    if (message.name !== 'hello') return null;
    const profile = { version: 'v1', profile: { session: {}, pages: {} } };
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
    const { reader, asked } = readerWith({ hello: {}, load: () => offerPageReader(whole) });
    await reader.hello(true);
    await settled();
    expect(asked).toEqual(['hello', 'load', 'next']);
  });

  it('asks for no page when the script could not be injected, and tries again when it is woken', async () => {
    let allowed = false;
    const { reader, asked } = readerWith({ hello: {}, load: () => allowed && offerPageReader(whole) });
    await reader.hello(true);
    await settled();
    expect(asked).toEqual(['hello', 'load']);
    allowed = true;
    await reader.wake({ channel: 'background', name: 'wake', loops: 1, profileVersion: 'v1' });
    await settled();
    expect(asked).toEqual(['hello', 'load', 'load', 'next']);
  });

  it('asks once when several loops need the script at the same time', async () => {
    const { reader, asked } = readerWith({ hello: { loops: 3 }, load: () => offerPageReader(whole) });
    await reader.hello(true);
    await settled();
    expect(asked.filter((name) => name === 'load')).toHaveLength(1);
  });

  it('injects nothing into a document that is no page of the profile', async () => {
    const { reader, asked } = readerWith({ hello: { capture: [], loops: 0 }, load: () => offerPageReader(whole) });
    await reader.hello(true);
    expect(await reader.capturePlan()).toBeNull();
    expect(asked).toEqual(['hello']);
  });

  it('asks anew which page it is when the address has changed without another document', async () => {
    const { reader, go } = readerWith({ hello: { loops: 0 }, load: () => offerPageReader(whole) });
    await reader.hello(true);
    expect((await reader.capturePlan())?.pages).toEqual([{ page: 'https://crm.test/list' }]);
    go('https://crm.test/one?id=7');
    expect((await reader.capturePlan())?.pages).toEqual([{ page: 'https://crm.test/one?id=7' }]);
  });

  it('has only those parts injected that the page needs and that are not there yet', async () => {
    const asked: (readonly PartName[])[] = [];
    const load = (parts: readonly PartName[]) => {
      asked.push(parts);
      if (parts.includes('page')) offerPageReader({ ...whole, parts: {} });
      const there = Reflect.get(globalThis, 'crmBridgeReader').parts;
      for (const name of parts) if (name !== 'page') there[name] = {};
    };
    const pages = {
      'https://crm.test/list': { kind: 'list', objects: {} },
      'https://crm.test/one': { kind: 'record' },
    };
    const profile = { version: 'v1', profile: { session: {}, pages } };
    const { reader, go } = readerWith({ hello: { loops: 0, profile }, load });
    await reader.hello(true);
    expect(await reader.capturePlan()).not.toBeNull();
    go('https://crm.test/one');
    expect(await reader.capturePlan()).not.toBeNull();
    go('https://crm.test/list');
    expect(await reader.capturePlan()).not.toBeNull();
    expect(asked).toEqual([['page', 'lists'], ['records']]);
  });

  it('reads nothing and gives the lease back when a part could not be injected', async () => {
    const planned = { page: 'list', request: { method: 'GET', url: 'https://crm.test/list' } } as const;
    const profile = { version: 'v1', profile: { session: {}, pages: { list: { kind: 'list', objects: {} } } } };
    const lease = {
      leaseId: 'a',
      planned,
      referrer: null,
      profileVersion: 'v1',
      until: 90_000,
      slots: 1,
      mayWait: false,
      gapMs: 0,
    };
    const load = (parts: readonly PartName[]) => parts.includes('page') && offerPageReader({ ...whole, parts: {} });
    const next = vi.fn<(message: ReaderMessage) => NextReply>(() => ({ kind: 'lease', lease }));
    const { reader, asked } = readerWith({ hello: { profile }, load, next });
    await reader.hello(true);
    await settled();
    expect(asked).toEqual(['hello', 'load', 'next', 'load']);
    next.mockReturnValue({ kind: 'rest' });
    await reader.wake({ channel: 'background', name: 'wake', loops: 1, profileVersion: 'v1' });
    await settled();
    expect(next.mock.lastCall?.[0]).toMatchObject({ answer: null, holds: [] });
  });

  it('does not use what another build of the extension has left in the page', async () => {
    offerPageReader(whole);
    offerBase(base);
    const { reader, asked } = readerWith({ hello: {}, load: () => undefined });
    await reader.hello(true);
    await settled();
    expect(asked).toEqual(['hello', 'load']);
  });
});
