import type { MiddlewareHandler } from 'hono';

/** No script at all; style, pictures and forms only from here; in nobody's frame. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  // Not “no-referrer”: forms would then name no origin, and we look at it.
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** Headers of every console page; nothing of it is kept by browsers or proxies. */
export const consoleHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};

/** Headers of every answer of the Worker. */
export const everyHeader: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.set('x-content-type-options', 'nosniff');
  c.res.headers.set('strict-transport-security', 'max-age=31536000');
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};
