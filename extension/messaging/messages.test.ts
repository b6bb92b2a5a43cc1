import { afterEach, describe, expect, it, vi } from 'vitest';
import { listReading } from '../testing/small-crm-rules.ts';
import { parseCommand } from './command-messages.ts';
import { sendCommand } from './commands.ts';
import { parseReaderMessage } from './reader-messages.ts';

describe('a command', () => {
  it('is taken with parameters that fit', () => {
    const message = { channel: 'command', name: 'enrol', parameters: { address: 'https://b.example', code: 'x' } };
    expect(parseCommand(message)).toEqual(message);
  });

  it.each([
    { channel: 'command', name: 'toString', parameters: {} },
    { channel: 'command', name: 'enrol', parameters: { address: 1, code: 'x' } },
    { channel: 'command', name: 'save-settings', parameters: { settings: { quietHours: { from: 25, to: 1 } } } },
    { channel: 'reader', name: 'sync', parameters: {} },
    null,
  ])('is refused: %j', (message) => {
    expect(parseCommand(message)).toBeNull();
  });
});

describe('a command without a reply', () => {
  const background = (...replies: unknown[]) => {
    const sendMessage = vi.fn(async () => replies.shift());
    vi.stubGlobal('chrome', { runtime: { sendMessage } });
    return sendMessage;
  };
  afterEach(() => vi.unstubAllGlobals());

  it('is asked once more, as the background may have been put to sleep', async () => {
    const sendMessage = background(undefined, { ok: true, value: { syncId: 's1' } });
    expect(await sendCommand('sync', {})).toEqual({ ok: true, value: { syncId: 's1' } });
    expect(sendMessage).toHaveBeenCalledTimes(2);
  });

  it('is not asked a third time', async () => {
    const sendMessage = background();
    expect(await sendCommand('sync', {})).toBeUndefined();
    expect(sendMessage).toHaveBeenCalledTimes(2);
  });

  it('is asked once where its code would be spent', async () => {
    const sendMessage = background();
    await sendCommand('enrol', { address: 'https://b.example', code: 'x' });
    expect(sendMessage).toHaveBeenCalledTimes(1);
  });
});

describe('a reader’s message', () => {
  const answer = (reading: unknown) => ({
    channel: 'reader',
    name: 'next',
    holds: [],
    answer: {
      leaseId: '00000000-0000-4000-8000-000000000000',
      durationMs: 12,
      outcome: { kind: 'read', finalUrl: 'https://crm.example/', reading },
    },
  });

  it('is taken as it was sent', () => {
    const message = answer(listReading('ACCOUNT', [['a1', { name: 'One', city: null }]]));
    expect(parseReaderMessage(message)).toEqual(message);
  });

  it('keeps which source gave a value, as its meaning depends on it', () => {
    const reading = listReading('ACCOUNT', [['a1', { name: 'One', city: null }]]);
    const fields = {
      name: { state: 'value', text: 'One', source: 1 },
      city: { state: 'empty', source: 2 },
      phone: { state: 'unread', code: 'cut', about: ['of the te...'], source: 3 },
    };
    const message = answer({ ...reading, records: reading.records.map((record) => ({ ...record, fields })) });
    expect(parseReaderMessage(message)).toEqual(message);
  });

  it.each([
    answer({ ...listReading('ACCOUNT', []), state: 'fine' }),
    answer({ ...listReading('ACCOUNT', []), records: [{ objectType: 'THING' }] }),
    { channel: 'reader', name: 'sync' },
    'next',
  ])('is refused when it is none: %#', (message) => {
    expect(parseReaderMessage(message)).toBeNull();
  });
});
