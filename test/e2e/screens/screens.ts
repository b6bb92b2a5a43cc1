import { OVERVIEWS } from './preview/overviews.ts';

/** One page of the extension in one state. */
export interface Screen {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
  readonly hash?: string;
  readonly width: number;
  /** Fixed where the page fills its window; else as high as its content. */
  readonly height?: number;
  /** Taken at twice the resolution: for the docs. */
  readonly sharp?: true;
}

const LINK = '#address=https://bridge.northwind.example&code=NW-42-7731';

const SHARP = ['reading', 'processing', 'confirmed', 'rejected'];

/** Before the script has run, and before the stored state is read: no longer than a blink unless a store is brought up to date, and of the same shape. */
const FIRST_MOMENTS = ['frame', 'empty', 'preparing'];

const popups = [...FIRST_MOMENTS, ...Object.keys(OVERVIEWS)].map(
  (state): Screen => ({
    name: `popup-${state}`,
    query: { page: 'popup', state },
    width: 380,
    ...(SHARP.includes(state) ? { sharp: true } : {}),
  }),
);

/** Every screen in every state that it can be in. */
export const SCREENS: readonly Screen[] = [
  ...popups,
  { name: 'popup-rejected-320', query: { page: 'popup', state: 'rejected' }, width: 320 },
  { name: 'popup-hostile-320', query: { page: 'popup', state: 'hostile' }, width: 320 },
  { name: 'popup-rejected-de', query: { page: 'popup', state: 'rejected', language: 'de' }, width: 380 },
  { name: 'popup-preparing-de-320', query: { page: 'popup', state: 'preparing', language: 'de' }, width: 320 },
  { name: 'first-run-1-connect', query: { page: 'options', state: 'connect' }, hash: LINK, width: 760, sharp: true },
  { name: 'first-run-1-refused', query: { page: 'options', state: 'connect', refused: '1' }, hash: LINK, width: 760 },
  { name: 'first-run-1-policy', query: { page: 'options', state: 'policy' }, width: 760 },
  { name: 'first-run-1-agree', query: { page: 'options', state: 'agree' }, width: 760 },
  { name: 'first-run-2-allow', query: { page: 'options', state: 'allow' }, width: 760 },
  { name: 'first-run-3-sync', query: { page: 'options', state: 'never' }, width: 760 },
  { name: 'first-run-3-reading', query: { page: 'options', state: 'reading', first: '1' }, width: 760 },
  {
    name: 'first-run-3-done-de',
    query: { page: 'options', state: 'confirmed', first: '1', language: 'de' },
    width: 760,
  },
  { name: 'options', query: { page: 'options', state: 'confirmed' }, width: 760 },
  { name: 'options-hostile', query: { page: 'options', state: 'hostile' }, width: 760 },
  { name: 'options-320', query: { page: 'options', state: 'confirmed' }, width: 320 },
  { name: 'options-de', query: { page: 'options', state: 'connect', language: 'de' }, width: 760 },
  { name: 'records', query: { page: 'records', state: 'some' }, width: 1160, height: 680 },
  { name: 'records-empty', query: { page: 'records', state: 'empty' }, width: 1160, height: 400 },
  { name: 'records-preparing', query: { page: 'records', state: 'preparing' }, width: 1160, height: 400 },
  { name: 'records-de', query: { page: 'records', state: 'some', language: 'de' }, width: 1160, height: 680 },
  { name: 'records-hostile', query: { page: 'records', state: 'hostile' }, width: 1160, height: 680 },
  { name: 'records-rtl', query: { page: 'records', state: 'some', direction: 'rtl' }, width: 1160, height: 680 },
  { name: 'popup-rejected-rtl', query: { page: 'popup', state: 'rejected', direction: 'rtl' }, width: 380 },
  { name: 'options-rtl', query: { page: 'options', state: 'confirmed', direction: 'rtl' }, width: 760 },
  { name: 'records-360', query: { page: 'records', state: 'some' }, width: 360, height: 680 },
];
