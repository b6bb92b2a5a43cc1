/** The Authorization header of HTTP Basic, in UTF-8. */
export function basic(name: string, secret: string): string {
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${name}:${secret}`)))}`;
}
