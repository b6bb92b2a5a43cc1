/** The smallest profile that names a list; `crm` is what a test needs beside its address. */
export function smallProfile(crm: Readonly<Record<string, unknown>> = {}) {
  return {
    format: 1,
    name: 'Old CRM',
    crm: { origin: 'http://crm.test', ...crm },
    session: { signedIn: { css: 'a' } },
    objects: { ACCOUNT: {} },
    pages: {
      accounts: {
        kind: 'list',
        url: 'accounts',
        id: { param: 'id' },
        rows: { css: 'tr' },
        objects: { ACCOUNT: { fields: { name: { column: 'Name' } } } },
      },
    },
  };
}
