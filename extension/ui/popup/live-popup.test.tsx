// @vitest-environment jsdom
import { render } from 'preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OVERVIEWS } from '../../../test/e2e/screens/preview/overviews.ts';
import { provideTexts } from '../../../test/e2e/screens/preview/texts.ts';
import { sendCommand } from '../../messaging/commands.ts';
import { LivePopup } from './live-popup.tsx';

vi.mock('../../messaging/commands.ts', () => ({ sendCommand: vi.fn() }));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  render(null, document.body);
  vi.useRealTimers();
});

const said = () => document.querySelector('[role=status]')?.textContent;

it.each([
  ['en', 'Preparing what is stored here', 'After an update'],
  ['de', 'Gespeichertes wird vorbereitet', 'Nach einem Update'],
])(
  'the popup says in %s why nothing is there yet while the store of an earlier version is brought up to date',
  async (language, sentence, detail) => {
    provideTexts(language);
    const { confirmed } = OVERVIEWS;
    if (confirmed === undefined) throw new Error('no overview confirmed');
    const answer = Promise.withResolvers<Awaited<ReturnType<typeof sendCommand<'status'>>>>();
    vi.mocked(sendCommand).mockReturnValue(answer.promise);
    render(<LivePopup glance={null} />, document.body);
    await vi.advanceTimersByTimeAsync(500);
    expect(said()).toBe('');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(said()).toContain(sentence);
    expect(said()).toContain(detail);
    answer.resolve({ ok: true, value: confirmed });
    await vi.advanceTimersByTimeAsync(50);
    expect(said()).not.toContain(sentence);
  },
);
