import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCrm, startDemoCrm } from './index.ts';
import { createRep, type Rep, type Seen, valueBeside } from './rep.ts';

let crm: DemoCrm;
let rep: Rep;
let now = Date.UTC(2026, 2, 1, 9, 30, 42);

beforeEach(async () => {
  now = Date.UTC(2026, 2, 1, 9, 30, 42);
  crm = await startDemoCrm({ scale: 120, clock: () => now });
  rep = await createRep(crm.url, 'jsmith');
});
afterEach(() => crm.close());

const visibleText = (page: Seen): string => {
  for (const script of page.document.querySelectorAll('script')) script.remove();
  return page.document.body.textContent ?? '';
};

const isoOf = (shown: string): string => {
  const [, day, month, year, time] = /^(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d)/.exec(shown) ?? [];
  const winter = Date.parse(`${year}-${month}-${day}T${time}:00+01:00`);
  const summer = Date.parse(`${year}-${month}-${day}T${time}:00+02:00`);
  const inBerlin = (utc: number): string =>
    new Date(utc).toLocaleTimeString('de-DE', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' });
  return new Date(inBerlin(summer) === time ? summer : winter).toISOString().replace('.000Z', 'Z');
};

const number = (shown: string): number => Number(shown.replaceAll('.', '').replace(',', '.'));

describe('the record pages', () => {
  it('show every account as the truth has it', async () => {
    for (const account of crm.truth().ACCOUNT) {
      const page = await rep.get(String(account['url']).slice(crm.url.length));
      const shown = (label: string): string => valueBeside(page.document, label) ?? 'missing';
      expect(shown('Account name')).toBe(account['name']);
      expect(shown('Notes')).toBe(account['notes'] ?? '');
      expect(shown('Industry')).toBe(account['industry'] ?? '');
      expect(isoOf(shown('Modified'))).toBe(account['modifiedDate']);
      expect(shown('Employees') === '' ? null : number(shown('Employees'))).toBe(account['employees']);
      expect(shown('Annual revenue (EUR)') === '' ? null : number(shown('Annual revenue (EUR)'))).toBe(
        account['annualRevenue'],
      );
    }
  });

  it('show every deal as the truth has it, owner and stage by name', async () => {
    const stages = new Map(crm.truth().STAGE.map((stage) => [stage['objectId'], stage['name']]));
    for (const deal of crm.truth().DEAL) {
      const page = await rep.get(`chance.asp?id=${deal['objectId']}`);
      const shown = (label: string): string => valueBeside(page.document, label) ?? 'missing';
      expect(shown('Deal')).toBe(deal['name']);
      expect(shown('Stage')).toBe(stages.get(deal['stage']));
      expect(shown('Status').toUpperCase()).toBe(deal['status']);
      expect(shown('Amount (EUR)') === '' ? null : number(shown('Amount (EUR)'))).toBe(deal['amount']);
      expect(shown('Closing date').split('.').reverse().join('-') || null).toBe(deal['closeDate']);
      expect(isoOf(shown('Created'))).toBe(deal['createdDate']);
      expect(shown('Modified')).toMatch(/^\d\d\.\d\d\.\d{4} \d\d:\d\d by \w+$/);
      expect(page.document.querySelector('a[href^="konto.asp"]')?.getAttribute('href')).toBe(
        `konto.asp?id=${deal['accountId']}`,
      );
    }
  });

  it('show every contact and lead as the truth has it', async () => {
    for (const contact of crm.truth().CONTACT) {
      const page = await rep.get(`kontakt.asp?id=${contact['objectId']}`);
      const details = page.document.querySelector('#tbl_contact') ?? page.document;
      const shown = (label: string): string => valueBeside(details, label) ?? 'missing';
      expect([shown('First name'), shown('Last name'), shown('Job title')]).toEqual([
        contact['firstName'] ?? '',
        contact['lastName'],
        contact['title'] ?? '',
      ]);
      expect(shown('E-mail').split('\n')[0]).toBe(contact['emailAddress'] ?? '');
      expect(
        shown('Phone')
          .replace('(0)', '')
          .replace(/[^+\d]/g, ''),
      ).toBe(contact['phoneNumber'] ?? '');
      expect(shown('Newsletter')).toBe(contact['newsletter'] === true ? 'Yes' : 'No');
    }
    for (const lead of crm.truth().LEAD) {
      const page = await rep.get(`interessent.asp?id=${lead['objectId']}`);
      expect(valueBeside(page.document, 'Company')).toBe(lead['company']);
      expect(valueBeside(page.document, 'Source')).toBe(lead['leadSource'] ?? '');
      const converted = [...page.document.querySelectorAll('#tbl_daten a')].flatMap(
        (link) => /^(?:konto|kontakt|chance)\.asp\?id=(.+)$/.exec(link.getAttribute('href') ?? '')?.[1] ?? [],
      );
      const wanted = [lead['convertedToAccountId'], lead['convertedToContactId'], lead['convertedToDealId']];
      expect(converted).toEqual(wanted.filter((id) => id !== null));
      if (wanted[2] === null) expect(valueBeside(page.document, 'Became deal')).toBeUndefined();
    }
  });

  it('follow the viewer: German words, American formats', async () => {
    crm.edit('DEAL', '101', { amount: 1234.5, closeDate: '2026-01-31', status: 'WON' });
    const german = await (await createRep(crm.url, 'kmueller')).get('chance.asp?id=101');
    expect(valueBeside(german.document, 'Betrag (EUR)')).toBe('1.234,50');
    expect(valueBeside(german.document, 'Status')).toBe('Gewonnen');
    expect(valueBeside(german.document, 'Geändert')).toBe('01.03.2026 10:30 von jsmith');
    const american = await (await createRep(crm.url, 'asmith2')).get('chance.asp?id=101');
    expect(valueBeside(american.document, 'Amount (EUR)')).toBe('1,234.50');
    expect(valueBeside(american.document, 'Closing date')).toBe('01/31/2026');
    expect(valueBeside(american.document, 'Modified')).toBe('03/01/2026 10:30 AM by jsmith');
  });

  it('are windows-1252, with 0x80 for the euro sign and entities for the rest', async () => {
    crm.edit('ACCOUNT', '4001', { name: '€uro & Żubr <b>x</b> "y"' });
    const page = await rep.get('konto.asp?id=4001');
    expect(page.headers.get('content-type')).toBe('text/html; charset=windows-1252');
    expect(Buffer.from(page.bytes).toString('latin1')).toContain(
      '\u0080uro &amp; &#379;ubr &lt;b&gt;x&lt;/b&gt; &quot;y&quot;',
    );
    expect(valueBeside(page.document, 'Account name')).toBe('€uro & Żubr <b>x</b> "y"');
  });

  it('tell gone from denied, in visible text only', async () => {
    crm.delete('CONTACT', 'C-0101');
    crm.deny('jsmith', 'CONTACT', 'C-0102');
    const gone = visibleText(await rep.get('kontakt.asp?id=C-0101'));
    expect(gone).toContain('Datensatz wurde gelöscht oder existiert nicht.');
    expect(gone).not.toContain('Keine Berechtigung');
    const denied = visibleText(await rep.get('kontakt.asp?id=C-0102'));
    expect(denied).toContain('Keine Berechtigung für diesen Datensatz.');
    expect(denied).not.toContain('gelöscht');
    const alive = visibleText(await rep.get('kontakt.asp?id=C-0103'));
    expect(alive).not.toMatch(/Keine Berechtigung|gelöscht/);
    expect(crm.truth('jsmith').CONTACT.map(({ objectId }) => objectId)).not.toContain('C-0102');
    expect(crm.truth('tweber').CONTACT.map(({ objectId }) => objectId)).toContain('C-0102');
    crm.restore('CONTACT', 'C-0101');
    expect(visibleText(await rep.get('kontakt.asp?id=C-0101'))).toContain('Contact details');
  });

  it('prove sign-in and wholeness on every kind of page', async () => {
    const paths = [
      'haupt.asp',
      'konten.asp',
      'kontakte.asp',
      'chancen.asp',
      'interessenten.asp',
      'benutzer.asp',
      'phasen.asp',
    ];
    const details = ['konto.asp?id=4001', 'kontakt.asp?id=C-0101', 'chance.asp?id=101', 'interessent.asp?id=70001'];
    for (const path of [...paths, ...details, 'benutzer.asp?id=11', 'phase.asp?id=S10', 'einstellungen.asp']) {
      const page = await rep.get(path);
      expect(page.document.querySelector('#anmeldung')?.textContent, path).toBe('Angemeldet als: jsmith');
      expect(page.text.match(/<\/html>\s*$/)?.length, path).toBe(1);
      expect(page.document.body.textContent, path).toContain('© 2003 AdressPilot Software GmbH, Köln');
    }
  });

  it("show a deal's history newest first, from its old values to those of now", async () => {
    now += 60_000;
    crm.edit('DEAL', '101', { stage: 'S60', amount: 7 });
    const page = await rep.get('verlauf.asp?id=101');
    const rows = [...page.document.querySelectorAll('#tbl_verlauf tr')]
      .slice(1)
      .map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent?.trim()));
    expect(rows[0]?.slice(0, 3)).toEqual(['01.03.2026 10:31', 'jsmith', 'Amount (EUR)']);
    expect(rows[0]?.[4]).toBe('7,00');
    expect(rows.map(([, , field]) => field)).toContain('Stage');
    for (const deal of crm.truth().DEAL) {
      const id = String(deal['objectId']);
      for (const field of ['stage', 'status', 'amount', 'closeDate'] as const) {
        const changes = crm.history(id).filter((change) => change.field === field);
        changes.forEach((change, index) => {
          expect(change.to, `${id} ${field}`).toBe(changes[index + 1]?.from ?? deal[field]);
          expect(change.time).toBeLessThanOrEqual(Date.parse(String(deal['modifiedDate'])));
        });
      }
    }
  });

  it('show an impossible date until the deal is edited, and the truth leaves it out', async () => {
    crm.setImpossibleDate('101');
    expect(valueBeside((await rep.get('chance.asp?id=101')).document, 'Closing date')).toBe('31.02.2005');
    expect(crm.truth().DEAL.find(({ objectId }) => objectId === '101')).not.toHaveProperty('closeDate');
    crm.edit('DEAL', '101', { closeDate: '2026-05-04' });
    expect(valueBeside((await rep.get('chance.asp?id=101')).document, 'Closing date')).toBe('04.05.2026');
  });
});

describe('the forms', () => {
  const formOf = (page: Seen): HTMLFormElement => {
    const form = page.document.querySelector<HTMLFormElement>('form[name=bearbeiten]');
    if (form === null) throw new Error('no form');
    return form;
  };

  it('change what was typed and nothing else', async () => {
    const before = crm.truth().DEAL.find(({ objectId }) => objectId === '101');
    const form = formOf(await rep.get('chance.asp?id=101&modus=edit'));
    const saved = await rep.submit(form, { amount: '1.234,56', stage: 'S50', name: 'Größe & <Maß> €' });
    expect([saved.status, saved.location]).toEqual([302, 'chance.asp?id=101']);
    expect(crm.truth().DEAL.find(({ objectId }) => objectId === '101')).toEqual({
      ...before,
      amount: 1234.56,
      stage: 'S50',
      status: 'WON',
      name: 'Größe & <Maß> €',
      modifiedDate: '2026-03-01T09:30:00Z',
    });
  });

  it('refuse a date that no calendar has', async () => {
    const form = formOf(await rep.get('chance.asp?id=101&modus=edit'));
    const refused = await rep.submit(form, { closeDate: '31.02.2005' });
    expect(refused.document.body.textContent).toContain('Not valid: Closing date');
  });

  it('make a new record', async () => {
    const form = formOf(await rep.get('neu.asp?typ=K'));
    const saved = await rep.submit(form, { name: 'Neue Firma AG', web: 'www.neue-firma.de' });
    const id = saved.location?.split('=')[1];
    expect(crm.truth().ACCOUNT.find(({ objectId }) => objectId === id)).toMatchObject({
      name: 'Neue Firma AG',
      domains: ['neue-firma.de'],
      modifiedDate: '2026-03-01T09:30:00Z',
    });
  });

  it('delete on a plain GET, and the log says that it acted', async () => {
    await rep.get('konten.asp');
    await rep.get('loeschen.asp?typ=K&id=4001');
    await rep.get('abmelden.asp');
    expect(crm.deletedIds().ACCOUNT).toEqual(['4001']);
    expect(crm.accessLog().map(({ url, acted, user }) => [url, acted, user])).toEqual([
      ['/anmelden.asp', false, null],
      ['/konten.asp', false, 'jsmith'],
      ['/loeschen.asp?typ=K&id=4001', true, 'jsmith'],
      ['/abmelden.asp', true, 'jsmith'],
    ]);
    expect((await rep.get('konten.asp')).location).toBe('login.asp?ziel=konten.asp');
  });
});
