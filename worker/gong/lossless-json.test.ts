import { describe, expect, it } from 'vitest';
import { idText, parseLossless } from './lossless-json.ts';

describe('parseLossless', () => {
  it('keeps all digits of an id when it does not fit a number', () => {
    expect(parseLossless('{"integrationId" : 5517027188234205706}')).toEqual({ integrationId: '5517027188234205706' });
  });
  it('leaves digits inside strings alone when they look like a big number', () => {
    expect(parseLossless('{"a":"x \\"5517027188234205706, y","b":[1,2.5,-3e2]}')).toEqual({
      a: 'x "5517027188234205706, y',
      b: [1, 2.5, -300],
    });
  });
  it('throws when the text is no JSON', () => {
    expect(() => parseLossless('<html>')).toThrow();
  });
});

describe('idText', () => {
  it('reads an id as text when it came as a small number', () => {
    expect(idText(42)).toBe('42');
    expect(idText('0042')).toBe('0042');
    expect(idText(Number('5517027188234205706'))).toBeNull();
    expect(idText(null)).toBeNull();
  });
});
