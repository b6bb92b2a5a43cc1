import '../../../../extension/ui/theme.css';
import { mount } from '../../../../extension/ui/mount.tsx';
import { NOW, OVERVIEWS } from './overviews.ts';
import { provideTexts } from './texts.ts';

const asked = new URLSearchParams(location.search);
provideTexts(asked.get('language') ?? 'en');
const nothing = () => {};

async function page() {
  await import('../../../../extension/ui/popup/popup.css');
  const { Popup } = await import('../../../../extension/ui/popup/popup.tsx');
  const overview = OVERVIEWS[asked.get('state') ?? 'never'];
  if (overview === undefined) throw new Error(`There is no state ${asked.get('state')}`);
  const actions = {
    sync: nothing,
    allow: nothing,
    openCrm: nothing,
    openOptions: nothing,
    openRecords: nothing,
    pause: nothing,
    resume: nothing,
  };
  return <Popup overview={overview} now={NOW} actions={actions} />;
}

mount(await page());
