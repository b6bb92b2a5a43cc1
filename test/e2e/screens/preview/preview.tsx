import '../../../../extension/ui/theme.css';
import type { ComponentChild } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import frame from '../../../../extension/entrypoints/popup/index.html?raw';
import type { Overview } from '../../../../extension/store/overview.ts';
import { mount } from '../../../../extension/ui/mount.tsx';
import { NOW, OVERVIEWS } from './overviews.ts';
import { provideTexts } from './texts.ts';

const asked = new URLSearchParams(location.search);
provideTexts(asked.get('language') ?? 'en', asked.get('direction') ?? 'ltr');
const nothing = () => {};

/** Null: as its HTML file has it, before any script has run. */
const PAGES: Readonly<Record<string, () => Promise<ComponentChild>>> = { popup, options, records };

async function popup() {
  await import('../../../../extension/ui/popup/popup.css');
  document.documentElement.classList.add('in-tab');
  if (asked.get('state') === 'frame') return null;
  const { EmptyPopup, Popup } = await import('../../../../extension/ui/popup/popup.tsx');
  if (asked.get('state') === 'empty') return <EmptyPopup sync={nothing} preparing={false} />;
  if (asked.get('state') === 'preparing') return <EmptyPopup sync={nothing} preparing={true} />;
  const actions = {
    sync: nothing,
    allow: nothing,
    openCrm: nothing,
    openOptions: nothing,
    openRecords: nothing,
    pause: nothing,
    resume: nothing,
  };
  return <Popup overview={overviewAsked()} now={NOW} actions={actions} />;
}

async function options() {
  await import('../../../../extension/ui/options/options.css');
  const { Options } = await import('../../../../extension/ui/options/options.tsx');
  const { linkOfPage } = await import('../../../../extension/ui/options/enrolment-link.ts');
  const { explain } = await import('../../../../shared/errors/coded-error.ts');
  const actions = {
    connect: nothing,
    agree: nothing,
    allow: nothing,
    sync: nothing,
    openCrm: nothing,
    openRecords: nothing,
    readAll: nothing,
    save: nothing,
    forgetEverything: nothing,
    copy: async () => {},
  };
  const shown = (overview: Overview) => (
    <Options
      overview={overview}
      now={NOW}
      about={{ extensionVersion: '1.0.0', browser: 'Chromium' }}
      link={linkOfPage(location.hash)}
      usedBytes={12_400_000}
      sending={false}
      refusal={asked.has('refused') ? explain('enrolment-code-invalid') : null}
      actions={actions}
    />
  );
  if (!asked.has('first')) return shown(overviewAsked());
  // Who has come through the first run stays in it: it begins before the first sync.
  const FirstRun = () => {
    const [overview, show] = useState<Overview>({ ...overviewAsked(), sync: null });
    useEffect(() => show(overviewAsked()), []);
    return shown(overview);
  };
  return <FirstRun />;
}

async function records() {
  await import('../../../../extension/ui/records/records.css');
  const { Records } = await import('../../../../extension/ui/records/records.tsx');
  const { NO_FILTER } = await import('../../../../extension/ui/records/record-filter.ts');
  const { RecordList } = await import('../../../../extension/ui/records/record-list.ts');
  const { detailsOf, hostileDetails, STORY, someRecords } = await import('./records.ts');
  const preparing = asked.get('state') === 'preparing';
  const all = preparing || asked.get('state') === 'empty' ? [] : someRecords(1200);
  const list = new RecordList(asked.get('language') ?? 'en');
  list.put(all);
  const rejected =
    asked.get('state') === 'hostile'
      ? all[0]
      : all.find(({ state, objectType }) => state === 'rejected' && objectType === 'DEAL');
  return (
    <Records
      records={preparing ? null : list.ordered}
      complete={!preparing}
      preparing={preparing}
      details={
        rejected === undefined
          ? null
          : asked.get('state') === 'hostile'
            ? hostileDetails(rejected)
            : detailsOf(rejected)
      }
      story={STORY}
      refusal={null}
      filter={NO_FILTER}
      now={NOW}
      change={nothing}
      select={nothing}
      readAgain={nothing}
      save={nothing}
      keepTop={nothing}
    />
  );
}

function overviewAsked() {
  const state = asked.get('state') ?? 'never';
  const overview = OVERVIEWS[state];
  if (overview === undefined) throw new Error(`There is no state ${state}`);
  return overview;
}

const page = PAGES[asked.get('page') ?? 'popup'];
if (page === undefined) throw new Error('There is no such page');
const content = await page();
if (content === null) document.body = new DOMParser().parseFromString(frame, 'text/html').body;
else mount(content);
