import { describe, expect, it } from 'vitest';
import { multipart } from './helpers.ts';
import { boundaryOf, parseMultipart } from './multipart.ts';

async function framed(form: FormData): Promise<{ body: Buffer; boundary: string | undefined }> {
  const request = new Request('http://x.example', { method: 'POST', body: form });
  const boundary = boundaryOf(request.headers.get('content-type') ?? undefined);
  return { body: Buffer.from(await request.arrayBuffer()), boundary };
}

describe('multipart', () => {
  it('reads what FormData writes, byte for byte', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 13, 10, 13, 10, 65]);
    const form = new FormData();
    form.set('note', 'plain');
    form.set('dataFile', new Blob([bytes]), 'a "quoted" name.ldjson');
    const { body, boundary } = await framed(form);
    const parts = parseMultipart(body, boundary ?? '');
    expect(parts.map(({ name }) => name)).toEqual(['note', 'dataFile']);
    expect(parts[0]?.fileName).toBeUndefined();
    expect(parts[1]?.fileName).toBeDefined();
    expect(parts[1]?.content.equals(bytes)).toBe(true);
  });

  it('reads an empty file', () => {
    expect(parseMultipart(multipart(''), 'edge')[0]?.content.length).toBe(0);
  });

  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
    ['Multipart/Form-Data;boundary=abc', 'abc'],
    ['multipart/form-data', undefined],
    ['application/json', undefined],
    [undefined, undefined],
  ])('finds the boundary of %j', (header, boundary) => {
    expect(boundaryOf(header)).toBe(boundary);
  });

  it('finds no part when the boundary does not agree or the frame is not closed', () => {
    const body = multipart('{}');
    expect(parseMultipart(body, 'other')).toEqual([]);
    expect(parseMultipart(body.subarray(0, body.length - 12), 'edge')).toEqual([]);
    expect(parseMultipart(body.subarray(0, body.length - 12), 'edge', true)).toHaveLength(1);
  });

  it('skips a preamble', () => {
    const body = Buffer.concat([Buffer.from('hello\r\n'), multipart('{}')]);
    expect(parseMultipart(body, 'edge')[0]?.content.toString()).toBe('{}');
  });
});
