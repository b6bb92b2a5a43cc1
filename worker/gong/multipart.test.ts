import { expect, it } from 'vitest';
import { multipartFile } from './multipart.ts';

function bytesOf(chunks: Iterable<Uint8Array>): Uint8Array {
  return new Uint8Array(Buffer.concat([...chunks]));
}

it('multipartFile equals FormData’s frame byte for byte when boundary and file are the same', async () => {
  const file = new TextEncoder().encode('{"objectId":"a1"}\n{"objectId":"ä2"}\n');
  const form = new FormData();
  form.append('dataFile', new File([file], 'account.ldjson', { type: 'application/octet-stream' }));
  const reference = new Response(form);
  const boundary = /boundary="?([^"]+)"?/.exec(reference.headers.get('content-type') ?? '')?.[1] ?? '';
  const expected = new Uint8Array(await reference.arrayBuffer());
  const ours = multipartFile(boundary, 'account.ldjson', {
    length: file.byteLength,
    chunks: () => [file.subarray(0, 5), file.subarray(5)],
  });
  expect(new TextDecoder().decode(bytesOf(ours.chunks()))).toBe(new TextDecoder().decode(expected));
  expect(ours.length).toBe(expected.byteLength);
  // Again, for a second attempt.
  expect(bytesOf(ours.chunks()).byteLength).toBe(ours.length);
});
