import { isAmbiguous } from '../text/berlin.ts';
import { createStages, createUsers } from './people.ts';
import { PICKLISTS } from './picklists.ts';
import { createRandom, type Random } from './random.ts';
import type { CrmRecord, FieldValue, ObjectType } from './records.ts';
import * as words from './words.ts';

/** Records in the demo CRM when no scale is given: 8 users, 6 stages, 64 accounts, 160 contacts, 110 deals, 85 leads. */
export const DEFAULT_SCALE = 433;

/** The smallest demo CRM that has every object type. */
export const SMALLEST_SCALE = 20;

const SHARES = { ACCOUNT: 64, CONTACT: 160, DEAL: 110, LEAD: 85 } as const;
const MINUTE = 60_000;
const FIRST_DAY = Date.UTC(2019, 0, 2, 7);
const LAST_DAY = Date.UTC(2025, 11, 30, 17);

const minuteBetween = (random: Random, low: number, high: number): number => {
  const time = low + Math.floor((random.next() * (high - low)) / MINUTE) * MINUTE;
  return isAmbiguous(time) ? time + 3 * 60 * MINUTE : time;
};

const makeDomain = (company: string): string =>
  company
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30)
    .replace(/-+$/, '');

/** Names repeat thousands of times in a large CRM, and this is the dearest step of making one. */
const domains = new Map<string, string>();
const domainOf = (company: string): string => {
  const known = domains.get(company) ?? makeDomain(company);
  domains.set(company, known);
  return known;
};

const mailName = (name: string): string => domainOf(name).replaceAll('-', '') || 'info';

const phone = (random: Random, area: string): string => {
  const number = random.between(100_000, 999_999);
  return random.pick([
    `+49 ${area} ${number}`,
    `+49 ${area} / ${number}-0`,
    `+49-${area}-${number}`,
    `+49 (0)${area} ${number}`,
  ]);
};

const notes = (random: Random): string | null => {
  if (random.chance(0.3)) return null;
  const lines: string[] = Array.from({ length: random.between(1, 4) }, () => random.pick(words.NOTE_LINES));
  if (lines.length === 4) lines[2] = '';
  return lines.join('\n');
};

const maybe = <T>(random: Random, probability: number, value: T): T | null =>
  random.chance(probability) ? value : null;

/** How many records of each generated type a scale gives; together with users and stages exactly the scale. */
const countsFor = (scale: number): Readonly<Record<keyof typeof SHARES, number>> => {
  const rest = scale - createUsers().length - createStages().length;
  const share = (part: number): number => Math.max(1, Math.floor((rest * part) / 419));
  const counts = { ACCOUNT: share(SHARES.ACCOUNT), DEAL: share(SHARES.DEAL), LEAD: share(SHARES.LEAD) };
  return { ...counts, CONTACT: rest - counts.ACCOUNT - counts.DEAL - counts.LEAD };
};

/** All records of a demo CRM, by object type: the same for the same seed and scale. */
export const generateRecords = (seed: number, scale: number): Record<ObjectType, CrmRecord[]> => {
  if (!Number.isInteger(scale) || scale < SMALLEST_SCALE)
    throw new RangeError(`scale must be a whole number from ${SMALLEST_SCALE}`);
  const counts = countsFor(scale);
  const users = createUsers();
  const stages = createStages();
  const someUser = (random: Random): string => random.pick(users).id;
  const record = (type: ObjectType, id: string, random: Random, values: Record<string, FieldValue>): CrmRecord => {
    const created = minuteBetween(random, FIRST_DAY, LAST_DAY);
    return {
      type,
      id,
      created,
      modified: random.chance(0.2) ? created : minuteBetween(random, created, LAST_DAY),
      values,
    };
  };

  const accounts = Array.from({ length: counts.ACCOUNT }, (_, index) => {
    const random = createRandom(seed, 1, index);
    const plain = `${random.pick(words.COMPANY_WORDS)}-${random.pick(words.COMPANY_TRADES)}${index > 200 ? ` ${index}` : ''} ${random.pick(words.COMPANY_FORMS)}`;
    const name = words.SPECIAL_COMPANIES[index] ?? plain;
    const [zip, city, area] = random.pick(words.CITIES);
    const domain = `${domainOf(name) || 'firma'}-${index + 1}.de`;
    return record('ACCOUNT', String(4001 + index), random, {
      name,
      street: `${random.pick(words.STREETS)} ${random.between(1, 140)}`,
      zip,
      city,
      phoneNumber: maybe(random, 0.9, phone(random, area)),
      fax: maybe(random, 0.5, phone(random, area)),
      web: maybe(
        random,
        0.85,
        random.pick([`www.${domain}`, `http://www.${domain}/`, `http://${domain}/index.html`, domain]),
      ),
      industry: maybe(random, 0.85, random.pick(PICKLISTS.industry).en),
      annualRevenue: maybe(random, 0.7, random.between(10_000, 90_000_000) / random.pick([1, 10, 100])),
      employees: maybe(random, 0.8, random.between(1, 12_500)),
      ownerId: someUser(random),
      notes: notes(random),
    });
  });
  const domainOfAccount = (account: CrmRecord): string => {
    const web = account.values['web'];
    return typeof web === 'string'
      ? web
          .replace(/^http:\/\//, '')
          .replace(/^www\./, '')
          .replace(/\/.*$/, '')
      : 't-online.de';
  };

  const contacts = Array.from({ length: counts.CONTACT }, (_, index) => {
    const random = createRandom(seed, 2, index);
    const account = random.pick(accounts);
    const firstName = random.pick(words.FIRST_NAMES);
    const lastName = random.pick(words.LAST_NAMES);
    const [, , area] = random.pick(words.CITIES);
    const first = `${mailName(firstName)}.${mailName(lastName)}@${domainOfAccount(account)}`;
    return record('CONTACT', `C-${String(index + 101).padStart(4, '0')}`, random, {
      firstName: maybe(random, 0.95, firstName),
      lastName,
      title: maybe(random, 0.8, random.pick(words.JOB_TITLES)),
      accountId: maybe(random, 0.96, account.id),
      emailAddress: maybe(random, 0.9, random.chance(0.15) ? `${first}; ${mailName(lastName)}@web.de` : first),
      phoneNumber: maybe(random, 0.85, phone(random, area)),
      fax: maybe(random, 0.3, phone(random, area)),
      newsletter: random.chance(0.5),
      ownerId: someUser(random),
      assistantName: maybe(random, 0.3, `Frau ${random.pick(words.LAST_NAMES)}`),
      assistantPhone: maybe(random, 0.3, phone(random, area)),
    });
  });
  const contactsOfAccount = Map.groupBy(contacts, (contact) => contact.values['accountId']);

  const deals = Array.from({ length: counts.DEAL }, (_, index) => {
    const random = createRandom(seed, 3, index);
    const account = random.pick(accounts);
    const people = contactsOfAccount.get(account.id) ?? [];
    const stage = random.pick(stages);
    const subject = `${random.pick(words.DEAL_SUBJECTS)} ${2019 + (index % 8)}`;
    const long = index % 9 === 4 ? ` für ${String(account.values['name'])} (Nachtrag, Los ${index})` : '';
    const deal = record('DEAL', String(101 + index), random, {
      name: `${subject}${long}`,
      accountId: account.id,
      contactId: people.length > 0 && random.chance(0.7) ? random.pick(people).id : null,
      ownerId: maybe(random, 0.97, someUser(random)),
      stage: stage.id,
      status: stage.values['status'] ?? 'OPEN',
      amount: maybe(random, 0.93, random.chance(0.05) ? 0 : random.between(50_000, 250_000_000) / 100),
      probability: random.between(0, 20) * 5,
      notes: notes(random),
      createdBy: random.pick(users).values['login'] ?? null,
      modifiedBy: random.pick(users).values['login'] ?? null,
    });
    const close = deal.created + random.between(10, 700) * 86_400_000;
    deal.values['closeDate'] = random.chance(0.96) ? new Date(close).toISOString().slice(0, 10) : null;
    return deal;
  });

  const leads = Array.from({ length: counts.LEAD }, (_, index) => {
    const random = createRandom(seed, 4, index);
    const firstName = random.pick(words.FIRST_NAMES);
    const lastName = random.pick(words.LAST_NAMES);
    const company = `${random.pick(words.COMPANY_WORDS)} ${random.pick(words.COMPANY_TRADES)} ${random.pick(words.COMPANY_FORMS)}`;
    const [, , area] = random.pick(words.CITIES);
    const converted = index % 5 === 2;
    const deal = random.pick(deals);
    const mail = `${mailName(firstName)}.${mailName(lastName)}@${domainOf(company)}.de`;
    return record('LEAD', String(70_001 + index), random, {
      firstName,
      lastName,
      company: index % 17 === 3 ? `${company}, Niederlassung Österreich und Schweiz` : company,
      title: maybe(random, 0.6, random.pick(words.JOB_TITLES)),
      emailAddress: maybe(random, 0.85, random.chance(0.1) ? `${mail}; info@${domainOf(company)}.de` : mail),
      phoneNumber: maybe(random, 0.7, phone(random, area)),
      leadSource: maybe(random, 0.9, random.pick(PICKLISTS.leadSource).en),
      leadState: converted ? 'Converted' : random.pick(['New', 'Contacted', 'Rejected']),
      ownerId: someUser(random),
      convertedToAccountId: converted ? (deal.values['accountId'] ?? null) : null,
      convertedToContactId: converted ? (deal.values['contactId'] ?? null) : null,
      convertedToDealId: converted && random.chance(0.7) ? deal.id : null,
    });
  });

  return { BUSINESS_USER: users, STAGE: stages, ACCOUNT: accounts, CONTACT: contacts, DEAL: deals, LEAD: leads };
};
