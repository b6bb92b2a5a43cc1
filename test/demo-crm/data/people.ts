import type { CrmRecord } from './records.ts';

const FOUNDED = Date.UTC(2003, 4, 5, 7, 30);

/** Every user signs in with this password. */
export const PASSWORD = 'demo';

const user = (
  id: number,
  login: string,
  firstName: string,
  lastName: string,
  language: 'en' | 'de',
  format: 'german' | 'american',
  active = true,
): CrmRecord => ({
  type: 'BUSINESS_USER',
  id: String(id),
  created: FOUNDED,
  modified: FOUNDED + id * 86_400_000 * 97,
  values: { login, firstName, lastName, emailAddress: `${login}@beispiel-vertrieb.de`, active, language, format },
});

/** The eight users: most see English labels with German formats; kmueller sees German words, asmith2 American formats. */
export const createUsers = (): CrmRecord[] => [
  user(11, 'jsmith', 'John', 'Smith', 'en', 'german'),
  user(12, 'kmueller', 'Karin', 'Müller', 'de', 'german'),
  user(13, 'asmith2', 'Anna', 'Smith', 'en', 'american'),
  user(14, 'tweber', 'Thomas', 'Weber', 'en', 'german'),
  user(15, 'ozukowska', 'Olga', 'Żukowska', 'en', 'german'),
  user(16, 'pobrien', 'Patrick', "O'Brien", 'en', 'german'),
  user(17, 'hvdberg', 'Hendrik', 'van den Berg', 'en', 'german'),
  user(18, 'lbauer', 'Lisa', 'Bauer', 'en', 'german', false),
];

const stage = (
  id: string,
  sortOrder: number,
  name: string,
  status: 'OPEN' | 'WON' | 'LOST',
  isActive = true,
): CrmRecord => ({
  type: 'STAGE',
  id,
  created: FOUNDED,
  modified: FOUNDED,
  values: { name, sortOrder, isActive, status },
});

/** The six stages of the sales process; one is retired and lives on in old deals. */
export const createStages = (): CrmRecord[] => [
  stage('S10', 1, 'Erstkontakt', 'OPEN'),
  stage('S20', 2, 'Qualification', 'OPEN'),
  stage('S30', 3, 'Teststellung (alt)', 'OPEN', false),
  stage('S40', 4, 'Negotiation', 'OPEN'),
  stage('S50', 5, 'Closed Won', 'WON'),
  stage('S60', 6, 'Closed Lost', 'LOST'),
];
