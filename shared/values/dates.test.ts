import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { dateFormatFault, resolutionOf } from './date-format.ts';
import { type DateOptions, datesEvidence, parseDate } from './dates.ts';
import { timeZone } from './time-zone.ts';

// Thousands of runs take seconds where other suites keep the processor busy.
vi.setConfig({ testTimeout: 60_000 });

fc.configureGlobal({ seed: 20260131 });

const date = (text: string, formats: string[], more: Partial<DateOptions> = {}) => {
  const result = parseDate(text, { as: 'date', formats, ...more });
  return result.ok ? result.value : result.code;
};
const datetime = (text: string, formats: string[], more: Partial<DateOptions> = {}) => {
  const result = parseDate(text, { as: 'datetime', formats, zone: 'Europe/Berlin', ...more });
  return result.ok ? result.value : result.code;
};

describe('parseDate', () => {
  it.each([
    ['31.01.2026', 'dd.MM.yyyy', '2026-01-31'],
    ['01/31/2026', 'MM/dd/yyyy', '2026-01-31'],
    ['1/9/2026', 'M/d/yyyy', '2026-01-09'],
    ['05-Mar-2026', 'dd-MMM-yyyy', '2026-03-05'],
    ['2015-Apr-19', 'yyyy-MMM-dd', '2015-04-19'],
    ['March 5, 2026', 'MMMM d, yyyy', '2026-03-05'],
    ['2026年3月5日', 'yyyy年M月d日', '2026-03-05'],
    ['２０２６／０３／０５', 'yyyy/MM/dd', '2026-03-05'],
    ['平成18年4月3日', 'Gy年M月d日', '2006-04-03'],
    ['㍻１８年４月３日', 'Gy年M月d日', '2006-04-03'],
    ['令和元年5月1日', 'Gy年M月d日', '2019-05-01'],
    ['昭和 64年 1月 7日', 'G y年 M月 d日', '1989-01-07'],
    ['H2.04.03', 'Gy.MM.dd', '1990-04-03'],
    ['H02.04.03', 'Gyy.MM.dd', '1990-04-03'],
    ['s60/4/3', 'Gy/M/d', '1985-04-03'],
    ['民國95年4月3日', 'Gy年M月d日', '2006-04-03'],
    ['03/04/2549', 'dd/MM/BBBB', '2006-04-03'],
    ['095/04/03', 'C/MM/dd', '2006-04-03'],
    ['平成0年4月3日', 'Gy年M月d日', 'date-impossible'],
    ['平成元年2月29日', 'Gy年M月d日', 'date-impossible'],
    ['慶応3年4月3日', 'Gy年M月d日', 'date-unparsable'],
    ['18年4月3日', 'Gy年M月d日', 'date-unparsable'],
    ['２０２６/０３/０５', 'yyyy/MM/dd', '2026-03-05'],
    ['31.\u00a001.\u202f2026', 'dd. MM. yyyy', '2026-01-31'],
    ['\u200f31/01/2026\u200e', 'dd/MM/yyyy', '2026-01-31'],
    ['Thu 05.03.2026', 'EEE dd.MM.yyyy', '2026-03-05'],
    ["5 o'clock", "d 'o''clock", 'date-unparsable'],
    ['29.02.2024', 'dd.MM.yyyy', '2024-02-29'],
    ['29.02.2026', 'dd.MM.yyyy', 'date-impossible'],
    ['31.04.2026', 'dd.MM.yyyy', 'date-impossible'],
    ['13/13/2026', 'MM/dd/yyyy', 'date-impossible'],
    ['00.01.2026', 'dd.MM.yyyy', 'date-impossible'],
    ['Fri 05.03.2026', 'EEE dd.MM.yyyy', 'date-impossible'],
    ['1.1.2026', 'dd.MM.yyyy', 'date-unparsable'],
    ['31.01.26', 'dd.MM.yyyy', 'date-unparsable'],
    ['31.01.20266', 'dd.MM.yyyy', 'date-unparsable'],
    ['31.01.2026 by jsmith', 'dd.MM.yyyy', 'date-unparsable'],
    ['0026-01-31', 'yyyy-MM-dd', 'date-impossible'],
    ['  ', 'dd.MM.yyyy', 'text-empty'],
    ['today', 'dd.MM.yyyy', 'date-unparsable'],
  ])('reads %j under %s as %s', (text, format, expected) => {
    expect(date(text, [format])).toBe(expected);
  });

  it.each([
    ['de', '5. März 2026', 'd. MMMM yyyy'],
    ['de', '05.Mrz.2026', 'dd.MMM.yyyy'],
    ['fr', '5 mars 2026', 'd MMMM yyyy'],
    ['tr', '05-Mar-2026', 'dd-MMM-yyyy'],
    ['sv', '5 mar 2026', 'd MMM yyyy'],
    ['ru', '5 марта 2026', 'd MMMM yyyy'],
    ['pl', '5 marca 2026', 'd MMMM yyyy'],
    ['es', '5 de marzo de 2026', "d 'de' MMMM 'de' yyyy"],
    ['en-GB', '5 MAR. 2026', 'd MMM yyyy'],
  ])('reads the months of %s when the text is %j', (language, text, format) => {
    expect(date(text, [format], { languages: [language] })).toBe('2026-03-05');
  });

  it('takes no name of a month that two months or two languages share', () => {
    expect(date('5 jui 2026', ['d MMM yyyy'], { languages: ['fr'] })).toBe('date-unparsable');
    // Finnish "marraskuu" is November.
    expect(date('5 mar 2026', ['d MMM yyyy'], { languages: ['fi'] })).toBe('date-unparsable');
  });

  it('reads the names that the profile states', () => {
    const months = ['I', 'II', ['III', 'tercero'], 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'];
    expect(date('5.III.2026', ['d.MMM.yyyy'], { months })).toBe('2026-03-05');
    expect(date('5.VIII.2026', ['d.MMM.yyyy'], { months })).toBe('2026-08-05');
    expect(date('5.tercero.2026', ['d.MMM.yyyy'], { months })).toBe('2026-03-05');
  });

  it('reads no month of a language that the profile does not name', () => {
    expect(date('5 mars 2026', ['d MMMM yyyy'])).toBe('date-unparsable');
  });

  it('takes the century from the pivot, and none when the profile states none', () => {
    expect(date('31.01.69', ['dd.MM.yy'], { pivot: 70 })).toBe('2069-01-31');
    expect(date('31.01.70', ['dd.MM.yy'], { pivot: 70 })).toBe('1970-01-31');
    expect(date('31.01.26', ['dd.MM.yy'])).toBe('date-century-unknown');
  });

  it('refuses a text that two formats read differently, and takes it when they agree or one cannot', () => {
    const both = ['dd/MM/yyyy', 'MM/dd/yyyy'];
    expect(date('03/04/2026', both)).toBe('date-ambiguous');
    expect(date('04/04/2026', both)).toBe('2026-04-04');
    expect(date('13/04/2026', both)).toBe('2026-04-13');
  });

  it.each([
    ['2026-01-31T14:05:06+02:00', '2026-01-31T12:05:06Z'],
    ['2026-01-31T14:05:06.789Z', '2026-01-31T14:05:06Z'],
    ['2026-01-31 14:05', '2026-01-31T13:05:00Z'],
    ['2026-01-31T14:05:06-0730', '2026-01-31T21:35:06Z'],
    ['2026-02-30T14:05:06Z', 'date-impossible'],
    ['2026-01-31T24:00:00Z', 'date-impossible'],
  ])('accepts ISO 8601 beside other formats when the text is %s', (text, expected) => {
    expect(datetime(text, ['dd.MM.yyyy HH:mm'])).toBe(expected);
  });

  it('prefers a stated format when an ISO date would be another day', () => {
    expect(date('2026-03-04', ['yyyy-dd-MM'])).toBe('2026-04-03');
  });

  it.each([
    ['31.01.2026 14:05', 'dd.MM.yyyy HH:mm', '2026-01-31T13:05:00Z'],
    ['07/31/2026 02:05pm', 'MM/dd/yyyy hh:mma', '2026-07-31T12:05:00Z'],
    ['07/31/2026 12:05 a.m.', 'MM/dd/yyyy hh:mma', '2026-07-30T22:05:00Z'],
    ['07/31/2026 12:05 PM', 'MM/dd/yyyy hh:mm a', '2026-07-31T10:05:00Z'],
    ['07/31/2026 02:05 p.\u00a0m.', 'MM/dd/yyyy hh:mm a', '2026-07-31T12:05:00Z'],
    ['2026/07/31 午後2:05', 'yyyy/MM/dd ah:mm', '2026-07-31T12:05:00Z'],
    ['31/7/2026 2:05 μμ', 'd/M/yyyy h:mm a', '2026-07-31T12:05:00Z'],
    ['07/31/2026 13:05 PM', 'MM/dd/yyyy hh:mm a', 'date-impossible'],
    ['31.01.2026 24:05', 'dd.MM.yyyy HH:mm', 'date-impossible'],
    ['31.01.2026 14:60', 'dd.MM.yyyy HH:mm', 'date-impossible'],
    ['31.01.2026 14:05:09 GMT+1:00', 'dd.MM.yyyy HH:mm:ss Z', 'date-unparsable'],
    ['31.01.2026 14:05:09 GMT+05:30', 'dd.MM.yyyy HH:mm:ss Z', '2026-01-31T08:35:09Z'],
    ['29.03.2026 02:30', 'dd.MM.yyyy HH:mm', 'date-in-gap'],
    ['25.10.2026 02:30', 'dd.MM.yyyy HH:mm', '2026-10-25T00:30:00Z'],
  ])('reads the datetime %j under %s as %s', (text, format, expected) => {
    expect(datetime(text, [format])).toBe(expected);
  });

  it('decides a doubled time as the options say', () => {
    const formats = ['dd.MM.yyyy HH:mm'];
    expect(datetime('25.10.2026 02:30', formats, { overlap: 'later' })).toBe('2026-10-25T01:30:00Z');
    expect(datetime('25.10.2026 02:30', formats, { overlap: 'refuse' })).toBe('date-in-overlap');
  });

  it('makes no datetime of a time without a zone', () => {
    const result = parseDate('31.01.2026 14:05', { as: 'datetime', formats: ['dd.MM.yyyy HH:mm'] });
    expect(result).toMatchObject({ ok: false, code: 'date-zone-unknown' });
    expect(datetime('31.01.2026 14:05', ['dd.MM.yyyy HH:mm'], { zone: 'Mars/Olympus' })).toBe('date-zone-unknown');
  });

  it('makes a datetime of a date only when the profile says so', () => {
    expect(datetime('31.01.2026', ['dd.MM.yyyy'])).toBe('date-time-missing');
    expect(datetime('31.01.2026', ['dd.MM.yyyy'], { dateOnly: 'start-of-day' })).toBe('2026-01-30T23:00:00Z');
  });

  it('takes the local day when a date is wanted and the text carries an offset', () => {
    expect(date('2026-01-31T23:30:00Z', [], { zone: 'Europe/Berlin' })).toBe('2026-02-01');
    expect(date('2026-01-31T23:30:00Z', [])).toBe('2026-01-31');
    expect(date('31.01.2026 23:30', ['dd.MM.yyyy HH:mm'], { zone: 'Asia/Kolkata' })).toBe('2026-01-31');
  });

  it('counts relative words from the local day of now when the profile allows them', () => {
    const relative = { now: '2026-02-28T23:30:00Z', today: ['heute'], yesterday: ['gestern'], tomorrow: ['morgen'] };
    expect(date('Heute', ['dd.MM.yyyy'], { zone: 'Europe/Berlin', relative })).toBe('2026-03-01');
    expect(date('morgen', ['dd.MM.yyyy'], { zone: 'Europe/Berlin', relative })).toBe('2026-03-02');
    expect(datetime('Gestern, 14:05', ['dd.MM.yyyy HH:mm', 'R, HH:mm'], { relative })).toBe('2026-02-28T13:05:00Z');
    expect(date('Today', ['dd.MM.yyyy'], { zone: 'Europe/Berlin', relative })).toBe('date-unparsable');
  });

  it('gives back every instant when it is written in any format and zone', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
    const two = (n: number) => String(n).padStart(2, '0');
    const writers: Record<string, (d: Date) => string> = {
      'dd.MM.yyyy HH:mm': (d) =>
        `${two(d.getUTCDate())}.${two(d.getUTCMonth() + 1)}.${d.getUTCFullYear()} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`,
      'M/d/yyyy h:mma': (d) =>
        `${d.getUTCMonth() + 1}/${d.getUTCDate()}/${d.getUTCFullYear()} ${d.getUTCHours() % 12 || 12}:${two(d.getUTCMinutes())}${d.getUTCHours() < 12 ? 'am' : 'pm'}`,
      'yyyy-MM-dd HH:mm': (d) => d.toISOString().slice(0, 16).replace('T', ' '),
    };
    const minutes = fc.integer({ min: Date.UTC(1990) / 60_000, max: Date.UTC(2040) / 60_000 });
    fc.assert(
      fc.property(
        minutes,
        fc.constantFrom(...zones),
        fc.constantFrom(...Object.keys(writers)),
        (minute, zone, format) => {
          const instant = minute * 60_000;
          const shown = new Date(instant + (timeZone(zone)?.offsetAt(instant) ?? 0));
          const text = writers[format]?.(shown) ?? '';
          const read = (['earlier', 'later'] as const).map((overlap) => datetime(text, [format], { zone, overlap }));
          expect(read).toContain(new Date(instant).toISOString().replace('.000', ''));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('accepts exactly the days of the calendar', () => {
    const part = fc.integer({ min: 0, max: 33 });
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 9999 }), part, part, (year, month, day) => {
        const text = `${String(day).padStart(2, '0')}.${String(month).padStart(2, '0')}.${year}`;
        const iso = text.split('.').reverse().join('-');
        const real = new Date(`${iso}T00:00:00Z`);
        const exists = !Number.isNaN(real.getTime()) && real.toISOString().startsWith(iso);
        expect(date(text, ['dd.MM.yyyy'])).toBe(exists ? iso : 'date-impossible');
      }),
      { numRuns: 5000 },
    );
  });

  it('never throws and never finds a date in a text without digits, whatever the text and the formats', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, format) => {
        const result = parseDate(text, { as: 'date', formats: [format, 'd MMM yyyy', 'EEEE, dd.MM.yy'], pivot: 50 });
        if (result.ok) expect(text).toMatch(/[0-9\uFF10-\uFF19]/);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('parseDate with the name of the zone behind the time', () => {
  it.each([
    // The clock showed this hour twice: the name says which is meant.
    ['28.10.2007 02:30 MESZ', 'Europe/Berlin', '2007-10-28T00:30:00Z'],
    ['28.10.2007 02:30 MEZ', 'Europe/Berlin', '2007-10-28T01:30:00Z'],
    ['14.08.2007 15:21 CEST', 'Europe/Berlin', '2007-08-14T13:21:00Z'],
    ['14.08.2007 15:21 GMT+02:00', 'Europe/Berlin', '2007-08-14T13:21:00Z'],
    // The viewer's zone is another than the profile says.
    ['14.08.2007 15:21 CET', 'Europe/Berlin', 'date-zone-differs'],
    ['14.08.2007 15:21 EDT', 'Europe/Berlin', 'date-zone-differs'],
    ['14.08.2007 15:21 PDT', undefined, '2007-08-14T22:21:00Z'],
    // Of several zones with this name the viewer's is meant; without it none is chosen.
    ['14.01.2007 15:21 CST', 'America/Chicago', '2007-01-14T21:21:00Z'],
    ['14.01.2007 15:21 CST', 'Asia/Shanghai', '2007-01-14T07:21:00Z'],
    ['14.01.2007 15:21 CST', undefined, 'date-zone-unknown'],
    ['14.01.2007 15:21 XQZ', 'Europe/Berlin', 'date-unparsable'],
    ['14.01.2007 15:21', 'Europe/Berlin', 'date-unparsable'],
  ])('reads %j in %s as %s', (text, zone, expected) => {
    const result = parseDate(text, {
      as: 'datetime',
      formats: ['dd.MM.yyyy HH:mm z'],
      ...(zone === undefined ? {} : { zone }),
    });
    expect(result.ok ? result.value : result.code).toBe(expected);
  });

  it('leaves the day of a date as it stands', () => {
    expect(date('8/14/2007 EDT', ['M/d/yyyy z'], { zone: 'Europe/Berlin' })).toBe('2007-08-14');
  });
});

describe('dateFormatFault', () => {
  it.each([
    'dd.MM.yyyy HH:mm',
    'MM/dd/yyyy hh:mma',
    'dd-MMM-yyyy',
    "d 'de' MMMM 'de' yyyy",
    'R HH:mm',
    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
  ])('finds nothing in %s', (format) => {
    expect(dateFormatFault(format)).toBeNull();
  });

  it.each([
    ['DD.MM.YYYY', 'DD'],
    ['dd.mm.yyyy', 'month'],
    ['dd.MM', 'year'],
    ['dd.MM.yyyy hh:mm', 'part of the day'],
    ['dd.MM.yyyy HH', 'minutes'],
    ["dd.MM.yyyy 'at", 'quote'],
    ['dd.MM.yyyy dd', 'more than once'],
    ['', 'year'],
  ])('explains what is wrong with %j', (format, word) => {
    expect(dateFormatFault(format)).toContain(word);
  });

  it('leaves the resolution of times to the format', () => {
    expect(['dd.MM.yyyy', 'dd.MM.yyyy HH:mm', 'dd.MM.yyyy HH:mm:ss'].map(resolutionOf)).toEqual([
      'day',
      'minute',
      'second',
    ]);
  });
});

describe('datesEvidence', () => {
  const formats = ['dd/MM/yyyy', 'MM/dd/yyyy'];

  it.each([
    [['01/02/2026', '13/02/2026'], 'dd/MM/yyyy'],
    [['01/02/2026', '02/13/2026', ''], 'MM/dd/yyyy'],
    [['01/02/2026', '2026-05-05', '02/13/2026'], 'MM/dd/yyyy'],
    [['01/02/2026', '03/04/2026'], null],
    [['13/02/2026', '02/13/2026'], null],
    [['13/02/2026', 'soon'], null],
    [['13/02/2026', '1'.repeat(300)], null],
    [['1'.repeat(300)], null],
    [['2026-05-05'], null],
    [[], null],
  ])('proves by %j the format %s', (texts, format) => {
    expect(datesEvidence(texts, formats).format).toBe(format);
  });

  it('never proves a format that another candidate fits as well, nor one that a text of the column does not have', () => {
    const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2039-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 12 }), fc.boolean(), (days, dayFirst) => {
        const texts = days.map((d) => {
          const [year, month, dd] = d.toISOString().slice(0, 10).split('-');
          return dayFirst ? `${dd}/${month}/${year}` : `${month}/${dd}/${year}`;
        });
        const { format } = datesEvidence(texts, formats);
        const telling = days.some((d) => d.getUTCDate() > 12);
        expect(format).toBe(telling ? formats[dayFirst ? 0 : 1] : null);
      }),
      { numRuns: 2000 },
    );
  });
});
