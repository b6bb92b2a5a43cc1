import type { Page, Profile, TextSource } from '../../shared/profile/schema.ts';
import { usesLabels } from './page-fields.ts';

/** The scripts that the reader consists of: `page` comes first, the others build on it. */
export const PART_NAMES = ['page', 'lists', 'records'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** What has to be loaded before these pages of the profile are read. */
export function neededParts(profile: Profile, pages: readonly string[]): PartName[] {
  const kinds = pages.flatMap((key) => profile.pages[key] ?? []);
  const isList = ({ kind }: Page) => kind === 'list' || kind === 'history';
  const byLabel = [
    ...(profile.session.viewer ?? []),
    ...[profile, ...kinds].flatMap(({ signs = {} }): TextSource[] => Object.values(signs)),
  ].some(({ label }) => label);
  const cards = kinds.some((page) => page.kind === 'list' && Object.values(page.objects).some(usesLabels));
  return [
    'page',
    ...(kinds.some(isList) ? (['lists'] as const) : []),
    ...(byLabel || cards || kinds.some(({ kind }) => kind === 'record') ? (['records'] as const) : []),
  ];
}
