/** Profiles broken as people break them: parts left out, put elsewhere, texts and numbers that make no sense. */
import fc from 'fast-check';

const ODD = [
  '',
  ' ',
  '*',
  'td',
  'div',
  'body *',
  '[',
  ':has(',
  ':not(*)',
  '//*',
  '//td[',
  './/..',
  'count(//*)',
  '//*[1]',
  '{value}',
  '{a} {b}',
  '{id}',
  '{',
  'a',
  ':',
  'Name',
  'http://[',
  'https://elsewhere.example/',
  '/%',
  '?id={id}',
  '?a={id1}&b={id2}',
  '{id2}-{id1}',
  'title',
  'href',
  '\u0000',
  '\ufffd',
  'Mars/Olympus',
  'dd.MM.yyyy',
  'xx',
] as const;

export interface ProfileEdit {
  readonly kind: 'drop' | 'graft' | 'odd' | 'number' | 'swap' | 'empty';
  /** Which part of the profile, and which other, as shares of all of them. */
  readonly at: number;
  readonly other: number;
  readonly odd: string;
  readonly number: number;
}

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

/** One change to a profile. */
export const profileEdit: fc.Arbitrary<ProfileEdit> = fc.record({
  kind: fc.oneof(
    // A part of the same name from elsewhere keeps most profiles valid.
    { weight: 4, arbitrary: fc.constant('swap' as const) },
    { weight: 3, arbitrary: fc.constantFrom('drop' as const, 'odd') },
    { weight: 1, arbitrary: fc.constantFrom('graft' as const, 'number', 'empty') },
  ),
  at: share,
  other: share,
  odd: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...ODD) }, { weight: 1, arbitrary: fc.string() }),
  number: fc.constantFrom(-1, 0, 1, 2, 99, 1e9, 0.5),
});

type Parent = Record<string, unknown>;

interface Place {
  readonly parent: Parent;
  readonly key: string;
}

function placesIn(value: unknown, places: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return places;
  for (const key of Object.keys(value)) {
    const parent = value as Parent;
    places.push({ parent, key });
    placesIn(parent[key], places);
  }
  return places;
}

/** The profile after the edits; the one given stays as it is. */
export function mutateProfile(written: unknown, edits: readonly ProfileEdit[]): unknown {
  const profile: unknown = structuredClone(written);
  for (const edit of edits) {
    const places = placesIn(profile);
    const place = places[Math.floor(edit.at * places.length)];
    if (place) apply(place, places, edit);
  }
  return profile;
}

function apply(place: Place, places: readonly Place[], edit: ProfileEdit): void {
  const { parent, key } = place;
  const others = edit.kind === 'swap' ? places.filter((one) => one.key === key) : places;
  const other = others[Math.floor(edit.other * others.length)];
  const found = other?.parent[other.key];
  switch (edit.kind) {
    case 'drop':
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      return;
    case 'swap':
    case 'graft':
      parent[key] = structuredClone(found);
      return;
    case 'odd':
      if (typeof parent[key] === 'string') parent[key] = edit.odd;
      return;
    case 'number':
      parent[key] = edit.number;
      return;
    case 'empty':
      parent[key] = Array.isArray(parent[key]) ? [] : {};
  }
}
