import { describe, expect, it } from 'vitest';
import { readDate, readNumber, showNumber, showTime, type Viewer } from './formats.ts';

const german: Viewer = { userId: '11', login: 'jsmith', language: 'en', format: 'german' };
const american: Viewer = { userId: '13', login: 'asmith2', language: 'en', format: 'american' };

describe('showTime', () => {
  it('agrees with the time zone database on both sides of every change of clocks', () => {
    const reference = new Intl.DateTimeFormat('de-DE', {
      timeZone: 'Europe/Berlin',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    for (let year = 2003; year <= 2030; year += 1) {
      for (const month of [2, 9]) {
        for (let hour = 24 * 23; hour < 24 * 31; hour += 1) {
          const utc = Date.UTC(year, month, 1, hour, 30);
          expect(showTime(utc, german)).toBe(reference.format(utc).replace(', ', ' '));
        }
      }
    }
  });

  it('uses the American clock when the viewer wants it', () => {
    expect(showTime(Date.UTC(2026, 0, 31, 13, 5), american)).toBe('01/31/2026 2:05 PM');
    expect(showTime(Date.UTC(2026, 0, 30, 23, 5), american)).toBe('01/31/2026 12:05 AM');
    expect(showTime(Date.UTC(2026, 6, 1, 10, 0), american)).toBe('07/01/2026 12:00 PM');
  });
});

describe('numbers', () => {
  it('show and read back in both formats', () => {
    expect(showNumber(1234567.5, 2, german)).toBe('1.234.567,50');
    expect(showNumber(1234567.5, 2, american)).toBe('1,234,567.50');
    expect(readNumber('1.234.567,50', german)).toBe(1234567.5);
    expect(readNumber('1,234,567.50', american)).toBe(1234567.5);
    expect(readNumber('viel', german)).toBeUndefined();
  });
});

describe('readDate', () => {
  it('refuses a day that no calendar has', () => {
    expect(readDate('31.02.2005', german)).toBeUndefined();
    expect(readDate('28.02.2005', german)).toBe('2005-02-28');
    expect(readDate('02/28/2005', american)).toBe('2005-02-28');
  });
});
