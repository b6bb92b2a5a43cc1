/**
 * A request body whose length is known before its first byte. `chunks` can be called again for another attempt; a chunk is good until the next one is
 * asked for.
 */
export interface SizedBody {
  readonly contentType: string;
  readonly length: number;
  readonly chunks: () => Iterable<Uint8Array>;
}

const encoder = new TextEncoder();

/**
 * The frame that `FormData` would build around one file, so that the file itself can be streamed (Gong: uploads are multipart with one part `dataFile`).
 * `boundary` must not occur in the file; a random one does not.
 */
export function multipartFile(
  boundary: string,
  fileName: string,
  file: { readonly length: number; readonly chunks: () => Iterable<Uint8Array> },
): SizedBody {
  const head = encoder.encode(
    `--${boundary}\r\nContent-Disposition: form-data; name="dataFile"; filename="${fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = encoder.encode(`\r\n--${boundary}--`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: head.byteLength + file.length + tail.byteLength,
    chunks: function* () {
      yield head;
      yield* file.chunks();
      yield tail;
    },
  };
}
