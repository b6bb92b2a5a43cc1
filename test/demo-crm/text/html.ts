/** Text made safe for HTML content and for double-quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Multi-line text as these pages show it: one `<br>` a line end. */
export const escapeLines = (text: string): string => text.split('\n').map(escapeHtml).join('<br>');

/** How many characters a list cell shows before it cuts. */
export const CUT_LENGTH = 40;

/** The text as a list shows it: cut after 40 characters, with three dots. */
export const cut = (text: string): string => {
  const characters = [...text];
  return characters.length > CUT_LENGTH ? `${characters.slice(0, CUT_LENGTH).join('')}...` : text;
};
