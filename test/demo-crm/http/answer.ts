import type { IncomingMessage, ServerResponse } from 'node:http';
import { encodeHtml } from '../text/charset.ts';

/** The largest body that a form or a control call may have, in bytes. */
const LARGEST_BODY = 1_000_000;

/** The whole body of a request, byte for byte as latin1 text. */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    length += bytes.length;
    if (length > LARGEST_BODY) throw new RangeError('body too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
};

/** Sends a page in windows-1252. */
export const sendHtml = (
  response: ServerResponse,
  status: number,
  html: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const bytes = encodeHtml(html);
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=windows-1252',
    'Content-Length': bytes.length,
    'Cache-Control': 'private',
    Server: 'Microsoft-IIS/5.0',
    ...headers,
  });
  response.end(bytes);
};

/** Sends a redirect the way ASP did: 302 with a small page. */
export const sendRedirect = (
  response: ServerResponse,
  location: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  sendHtml(response, 302, '<head><title>Object moved</title></head><body><h1>Object Moved</h1></body>\n', {
    Location: location,
    ...headers,
  });
};

/** Sends JSON, for the control and truth addresses. */
export const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': bytes.length });
  response.end(bytes);
};

/** A defect of the demo CRM itself, said plainly; a connection that went away needs no answer. */
export const errorResponse = (response: ServerResponse, error: unknown): void => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  sendJson(response, 500, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
};
