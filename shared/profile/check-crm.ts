import type { Add } from './profile-problem.ts';
import type { Profile } from './schema.ts';

/** Where the CRM is, who proves the login, its time zones and format sets. */
export function checkCrm(profile: Profile, add: Add): void {
  profile.crm.origin.forEach((origin, index) => {
    if (!isOrigin(origin)) {
      add(
        `crm.origin[${index}]`,
        `“${origin}” is not an origin: scheme, host and port, nothing after them`,
        'Only pages of these origins are ever requested.',
        originOf(origin),
      );
    }
  });
  if (profile.session.probe !== undefined && !Object.hasOwn(profile.pages, profile.session.probe)) {
    add(
      'session.probe',
      `there is no page “${profile.session.probe}”`,
      'The probe is one of the pages.',
      '"probe": "home"',
    );
  }
  for (const zone of zonesOf(profile)) {
    if (!isZone(zone.value))
      add(zone.path, `“${zone.value}” is not a time zone`, 'Datetimes would be wrong by hours.', '"Europe/Berlin"');
  }
  checkSigns(profile, add);
}

/** Whether an address of the profile leads to the CRM. */
export function leadsToCrm(profile: Profile, url: string): boolean {
  const { origin: origins, base = '/' } = profile.crm;
  // Where the origin itself is wrong, that is said already.
  if (!origins.every(isOrigin)) return true;
  try {
    return origins.includes(new URL(url.replaceAll(/[{}]/g, '_'), new URL(base, origins[0])).origin);
  } catch {
    return false;
  }
}

/** Format sets that wait for a sign which no page shows would never count. */
function checkSigns(profile: Profile, add: Add): void {
  const known = new Set([
    'viewer',
    ...Object.keys(profile.signs),
    ...Object.values(profile.pages).flatMap((page) => Object.keys(page.signs ?? {})),
  ]);
  profile.formats.forEach((set, index) => {
    const { sign, moments = {} } = set.timeZoneFrom ?? {};
    const wanted = [
      ...Object.keys(set.when ?? {}).map((name) => ({ name, path: `when.${name}` })),
      ...Object.keys(moments).map((name) => ({ name, path: `timeZoneFrom.moments.${name}` })),
      ...(sign === undefined ? [] : [{ name: sign, path: 'timeZoneFrom.sign' }]),
    ];
    for (const { name, path } of wanted) {
      if (known.has(name)) continue;
      add(
        `formats[${index}].${path}`,
        `there is no sign “${name}”`,
        'A set that waits for it would never count. Signs stand in "signs", of the profile or of a page.',
        `"signs": { "${name}": { "script": "${name} = '{value}'" } }`,
      );
    }
  });
}

/** What was probably meant by a wrong origin. */
function originOf(text: string): string {
  for (const address of [text, `https://${text}`]) {
    if (!URL.canParse(address) || !/^https?:/.test(address)) continue;
    const { origin, pathname } = new URL(address);
    return `"origin": "${origin}"${pathname === '/' ? '' : `, "base": "${pathname.replace(/\/?$/, '/')}"`}`;
  }
  return '"origin": "https://crm.example.com"';
}

function isOrigin(text: string): boolean {
  try {
    const url = new URL(text);
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === text;
  } catch {
    return false;
  }
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function zonesOf(profile: Profile): { path: string; value: string }[] {
  const zones: { path: string; value: string }[] = [];
  const add = (path: string, value: string | undefined) => {
    if (value !== undefined && value !== 'floating') zones.push({ path, value });
  };
  add('crm.timeZone', profile.crm.timeZone);
  profile.formats.forEach((set, index) => {
    add(`formats[${index}].timeZone`, set.timeZone);
    for (const [word, zone] of Object.entries(set.timeZoneFrom?.map ?? {}))
      add(`formats[${index}].timeZoneFrom.map.${word}`, zone);
    (set.timeZoneFrom?.zones ?? []).forEach((zone, place) => {
      add(`formats[${index}].timeZoneFrom.zones[${place}]`, zone);
    });
  });
  for (const [type, object] of Object.entries(profile.objects)) {
    for (const [name, meaning] of Object.entries(object?.fields ?? {}))
      add(`objects.${type}.fields.${name}.timeZone`, meaning.timeZone);
  }
  return zones;
}
