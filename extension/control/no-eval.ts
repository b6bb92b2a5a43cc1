import * as z from 'zod';

/**
 * The extension's security policy forbids making functions out of text. zod tries whether it may as soon as a schema is made, and browsers
 * log each try as a violation: whoever makes schemas imports this first.
 */
z.config({ jitless: true });
