import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseDomains } from './domains.ts';
import { emailsIn, isEmail, parseEmail } from './email.ts';
import { hostName } from './host-name.ts';
import { isPublicMailHost } from './mail-hosts.ts';
import { parsePhone } from './phone.ts';
import { parseUrl } from './url.ts';

// Thousands of runs take seconds where other suites keep the processor busy.
vi.setConfig({ testTimeout: 60_000 });

fc.configureGlobal({ seed: 20260131 });

const outcome = (result: { ok: true; value: unknown } | { ok: false; code: string }) =>
  result.ok ? result.value : result.code;

describe('parseEmail', () => {
  it.each([
    ['jane@acme.com', 'jane@acme.com'],
    ['Jane.Doe@Acme.COM', 'Jane.Doe@Acme.COM'],
    ["Pat O'Brien <pat.o'brien@acme.com>", "pat.o'brien@acme.com"],
    ['"Doe, Jane" <jane@acme.com>', 'jane@acme.com'],
    ['mailto:jane@acme.com?subject=Hi%20there', 'jane@acme.com'],
    ['MAILTO:jane%2Bx%40acme.com', 'jane+x@acme.com'],
    ['none; jane@acme.com, joe@acme.com', 'jane@acme.com'],
    ['bad@acme\ngood@acme.com', 'good@acme.com'],
    ["'jane@acme.com'", 'jane@acme.com'],
    ['E-Mail:jane@acme.com.', 'jane@acme.com'],
    ['jane@acme.com/joe@acme.com', 'jane@acme.com'],
    ['info@müller.de', 'info@xn--mller-kva.de'],
    ['jane@acme', 'email-invalid'],
    ['jane@10.0.0.1', 'email-invalid'],
    ['jane..doe@acme.com', 'email-invalid'],
    ['.jane@acme..com', 'email-invalid'],
    ['jane at acme.com', 'email-invalid'],
    ['jürgen@acme.com', 'email-invalid'],
    ['j***@acme.com', 'text-masked'],
    ['', 'text-empty'],
  ])('reads %j as %j', (text, expected) => {
    expect(outcome(parseEmail(text))).toBe(expected);
  });

  it('lists each address once', () => {
    expect(emailsIn('a@x.com; b@x.com\na@x.com')).toEqual(['a@x.com', 'b@x.com']);
  });

  it('only ever gives an address that stands in the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b1', '@', '.', 'com', ' ', '<', '>', ',', "'", 'mailto:', '%40'), {
          maxLength: 14,
        }),
        (parts) => {
          const text = parts.join('');
          const result = parseEmail(text);
          if (!result.ok) return;
          expect(isEmail(result.value)).toBe(true);
          expect([text, text.replaceAll('%40', '@')].some((shown) => shown.includes(result.value))).toBe(true);
        },
      ),
      { numRuns: 10_000 },
    );
  });
});

describe('parsePhone', () => {
  it.each([
    ['+1 (405) 576-6687', '+14055766687'],
    ['+49\u00a0221\u00a0471185', '+49221471185'],
    ['+49(0)221471185', '+49221471185'],
    ['tel:+4930123456', '+4930123456'],
    ['+39 (0)2 123456', '+39 (0)2 123456'],
    ['  (442)  079-4605 x2', '(442) 079-4605 x2'],
    ['0221/471185', '0221/471185'],
    ['+49 221 1 / +49 221 2', '+49 221 1 / +49 221 2'],
    ['+49 221 471185 ext. 5', '+49 221 471185 ext. 5'],
    ['+0 221 471185', '+0 221 471185'],
    ['+1234', '+1234'],
    ['+1 (555) 010-77', '+1 (555) 010-77'],
    ['+49 *** 1185', 'text-masked'],
    ['call me', 'phone-invalid'],
    ['', 'text-empty'],
  ])('reads %j as %j', (text, expected) => {
    expect(outcome(parsePhone(text))).toBe(expected);
  });

  it('keeps the digits alone when the CRM reformats numbers', () => {
    expect(outcome(parsePhone('(555) 555-0126', { keep: 'digits' }))).toBe('5555550126');
    expect(outcome(parsePhone('(442) 079-4605 x2', { keep: 'digits' }))).toBe('44207946052');
  });

  it('takes no digits from a US form that no US number has when the CRM reformats numbers: its end may be missing', () => {
    expect(outcome(parsePhone('(442) 079-4605', { keep: 'digits' }))).toBe('phone-invalid');
    expect(outcome(parsePhone('(003) 314-2685', { keep: 'digits' }))).toBe('phone-invalid');
  });

  it('never adds, drops or reorders a digit but the zero of a trunk prefix', () => {
    const part = fc.constantFrom('+', '1', '49', '0', '221', ' ', '-', '(0)', '(', ')', '/', '.', 'x');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const result = parsePhone(text);
        if (!result.ok) return;
        const digits = (from: string) => from.replace(/\D/g, '');
        expect([digits(text), digits(text.replace('(0)', ''))]).toContain(digits(result.value));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('parseDomains', () => {
  it.each([
    ['https://www.Acme.com/about?x=1', ['acme.com']],
    ['http://shop.acme.co.uk:8080', ['shop.acme.co.uk']],
    ['acme.com', ['acme.com']],
    ['//acme.com/', ['acme.com']],
    ['www.acme.com, acme.de; www2.acme.fr', ['acme.com', 'acme.de', 'acme.fr']],
    ['www.müller-büro.de', ['xn--mller-bro-q9ag.de']],
    ['jane@acme.com', ['acme.com']],
    ['acme.com info@acme.com bob@gmail.com', ['acme.com']],
    ['bob@gmail.com', []],
    ['www.yahoo.co.uk', []],
    ['http://', []],
    ['see www.acme.com for more', ['acme.com']],
    ['https://jane:pw@acme.com/', ['acme.com']],
    ['Acme Inc.', 'domain-invalid'],
    ['http://10.0.0.1/', 'domain-invalid'],
    ['http://[::1]/', 'domain-invalid'],
    ['http://intranet/', 'domain-invalid'],
    ['ftp://acme.com', 'domain-invalid'],
    ['javascript:alert(1)', 'domain-invalid'],
    ['', 'text-empty'],
  ])('finds in %j %j', (text, expected) => {
    expect(outcome(parseDomains(text))).toEqual(expected);
  });

  it('joins several fields, each domain once', () => {
    expect(outcome(parseDomains(['', 'www.acme.com', 'jane@acme.com', 'x@acme.de']))).toEqual(['acme.com', 'acme.de']);
    expect(outcome(parseDomains(['', ' ']))).toBe('text-empty');
  });
});

describe('isPublicMailHost', () => {
  it.each(['gmail.com', 'yahoo.fr', 'yahoo.com.br', 'hotmail.co.uk', 'web.de', 'mail.ru', 'smtp.gmail.com'])(
    'knows %s',
    (host) => {
      expect(isPublicMailHost(host)).toBe(true);
    },
  );

  it.each(['acme.com', 'notgmail.com', 'yahoo.example.com', 'gmail.com.acme.de', 'live.acme.com'])(
    'leaves %s alone',
    (host) => {
      expect(isPublicMailHost(host)).toBe(false);
    },
  );
});

describe('hostName', () => {
  it.each([
    ['ACME.com.', 'acme.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['localhost', null],
    ['a_b.com', null],
    ['-a.com', null],
    ['127.0.0.1', null],
    [`${'a'.repeat(64)}.com`, null],
  ])('makes of %j %j', (text, expected) => {
    expect(hostName(text)).toBe(expected);
  });
});

describe('parseUrl', () => {
  const base = 'https://crm.example/app/list.jsp?x=1';
  const strip = ['PHPSESSID', 'CFID', 'sid'];

  it.each([
    ['http://acme.com', 'http://acme.com/'],
    [
      'view.do;jsessionid=A1B2?id=4&phpsessid=9&name=a%20b+c#top',
      'https://crm.example/app/view.do?id=4&name=a%20b+c#top',
    ],
    ['/a;v=1;JSESSIONID=2/b', 'https://crm.example/a;v=1/b'],
    ['?sid=1', 'https://crm.example/app/list.jsp'],
    ['?side=1&SID=2&sid', 'https://crm.example/app/list.jsp?side=1'],
    ['/(S(lit3py55))/card.aspx?id=3', 'https://crm.example/card.aspx?id=3'],
    ['/(X(1)F(abc)S(x))/card.aspx', 'https://crm.example/card.aspx'],
    ['https://u:p@crm.example/x', 'https://crm.example/x'],
    ['javascript:open()', 'url-invalid'],
    ['mailto:a@b.de', 'url-invalid'],
    ['http://', 'url-invalid'],
    ['', 'text-empty'],
  ])('makes of %j %j', (text, expected) => {
    expect(outcome(parseUrl(text, { base, strip }))).toBe(expected);
  });

  it('refuses a relative address when there is no base', () => {
    expect(outcome(parseUrl('card.php?id=1'))).toBe('url-invalid');
  });

  it('gives the same address whatever the session', () => {
    const token = fc.stringMatching(/^[A-Za-z0-9.%]{1,20}$/);
    fc.assert(
      fc.property(token, token, (one, other) => {
        const read = (session: string) =>
          outcome(parseUrl(`card.do;jsessionid=${session}?id=1&sid=${session}`, { base, strip }));
        expect(read(one)).toBe(read(other));
      }),
      { numRuns: 1000 },
    );
  });
});
