// @vitest-environment jsdom
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { explain } from '../../../shared/errors/coded-error.ts';
import { NOW, OVERVIEWS } from '../../../test/e2e/screens/preview/overviews.ts';
import { provideTexts } from '../../../test/e2e/screens/preview/texts.ts';
import { EmptyPopup, Popup } from './popup.tsx';

const actions = {
  sync: vi.fn(),
  allow: vi.fn(),
  openCrm: vi.fn(),
  openOptions: vi.fn(),
  openRecords: vi.fn(),
  pause: vi.fn(),
  resume: vi.fn(),
};

function show(state: string): HTMLElement {
  const overview = OVERVIEWS[state];
  if (overview === undefined) throw new Error(`no overview ${state}`);
  render(<Popup overview={overview} now={NOW} actions={actions} />, document.body);
  return document.body;
}

const button = (name: string) =>
  [...document.querySelectorAll('button')].find((one) => (one.ariaLabel ?? one.textContent.trim()) === name);
const list = (name: string) => document.querySelector(`[aria-label="${name}"]`);

beforeEach(() => provideTexts('en'));
afterEach(() => {
  render(null, document.body);
  vi.clearAllMocks();
});

describe('the popup', () => {
  it.each(Object.keys(OVERVIEWS))('has a sentence, a Sync button, four steps and all six types when %s', (state) => {
    const page = show(state);
    expect(page.querySelector('[role=status] p')?.textContent).not.toBe('');
    expect(button('Sync')).toBeDefined();
    expect(list('Steps of a sync')?.children).toHaveLength(4);
    expect(list('Object types')?.querySelectorAll('tbody tr')).toHaveLength(6);
  });

  it('has its shape before the stored state is read, claims nothing, and takes a press of Sync', () => {
    render(<EmptyPopup sync={actions.sync} preparing={false} />, document.body);
    button('Sync')?.click();
    expect(actions.sync).toHaveBeenCalledOnce();
    expect(list('Object types')?.querySelectorAll('tbody tr')).toHaveLength(6);
    expect(document.body.textContent).not.toMatch(/\d|never|up to date/i);
  });

  it('shows Gong’s own word for each upload', () => {
    show('processing');
    const words = [...(list('Uploads')?.querySelectorAll('.word') ?? [])].map(({ textContent }) => textContent);
    expect(words).toEqual(['DONE', 'DONE', 'DONE', 'IN_PROGRESS', 'PENDING']);
  });

  it('shows why a record was rejected and links to its page', () => {
    show('rejected');
    const deal = list('Rejected records')?.children[1];
    expect(deal?.textContent).toContain('Close date is missing or empty');
    expect(deal?.querySelector('a')?.getAttribute('href')).toBe('https://crm.northwind.example/deal.asp?id=4711');
    expect(deal?.querySelector('a')?.ariaLabel).toBe('Open Deal 4711 in the CRM');
  });

  it('does nothing when Sync is pressed while it runs by itself', () => {
    show('reading');
    button('Sync')?.click();
    expect(actions.sync).not.toHaveBeenCalled();
  });

  it('tries again when Sync is pressed while a person is waited for', () => {
    show('signed-out');
    button('Sync')?.click();
    expect(actions.sync).toHaveBeenCalledOnce();
  });

  it('asks the browser for the sites that are missing', () => {
    show('allow');
    button('Allow')?.click();
    expect(actions.allow).toHaveBeenCalledWith(['https://crm.northwind.example']);
  });

  it('says whom to ask, in the company’s own words, where the next step is to ask IT', () => {
    const shown = (code: 'no-profile' | 'crm-signed-out') => {
      const trouble = { ...explain(code), needsPerson: true, since: new Date(NOW).toISOString(), until: null };
      const policy = { keys: [], problems: [], readAt: trouble.since, supportText: 'Call 4711.' };
      const overview = { ...(OVERVIEWS['never'] ?? expect.fail()), trouble, policy };
      render(<Popup overview={overview} now={NOW} actions={actions} />, document.body);
      return document.querySelector('[role=status]')?.textContent;
    };
    expect(shown('no-profile')).toContain('Call 4711.');
    expect(shown('crm-signed-out')).not.toContain('Call 4711.');
  });

  it('shows hostile data as text: no element, no script, no link out of it', () => {
    const page = show('hostile');
    expect(page.querySelectorAll('img, script, b')).toHaveLength(0);
    expect(page.querySelectorAll('a')).toHaveLength(0);
    expect(page.textContent).toContain('<img src=x onerror=alert(1)>');
  });
});
