import { expect, type Page } from '@playwright/test';

/** The font that the kept pictures are set in: it comes with Debian's Chromium. */
const FONT = 'Liberation Sans';
/** Shares of a picture's points that may differ. In another font every letter does, and only the page's build is compared. */
const TOLERANCE = { same: 0.004, other: 0.12 } as const;

/**
 * Compares what the window shows with the kept picture `pictures/NAME.png`. What differs from run to run (times, numbers, random ids, plots) is set to
 * the same before. Kept anew by `PROOF=1 npx playwright test -c test/e2e/playwright.config.ts --no-deps console.spec --update-snapshots`.
 */
export async function comparePicture(page: Page, name: string): Promise<void> {
  await page.evaluate(settle);
  const font = await fontOf(page);
  expect.soft(await page.screenshot({ animations: 'disabled' })).toMatchSnapshot(`${name}.png`, {
    maxDiffPixelRatio: font === FONT ? TOLERANCE.same : TOLERANCE.other,
  });
}

/** The font that the heading is really drawn in. */
async function fontOf(page: Page): Promise<string> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('DOM.enable');
  await browser.send('CSS.enable');
  const { root } = await browser.send('DOM.getDocument');
  const { nodeId } = await browser.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'h1' });
  const { fonts } = await browser.send('CSS.getPlatformFontsForNode', { nodeId });
  await browser.detach();
  return fonts[0]?.familyName ?? '';
}

/** Runs in the page. */
function settle(): void {
  for (const plot of document.querySelectorAll<SVGElement>('svg.plot, svg.meter')) {
    plot.style.background = '#8886';
    for (const part of plot.children) if (part instanceof SVGElement) part.style.visibility = 'hidden';
  }
  for (const time of document.querySelectorAll('time')) time.textContent = '5 min ago';
  for (const secret of document.querySelectorAll('.secret')) secret.textContent = 'x'.repeat(23);
  for (const code of document.querySelectorAll('code')) {
    const text = code.textContent ?? '';
    // Ids are random, names of fields and codes of errors are not.
    if (text.length >= 8 && /\d/.test(text)) code.textContent = 'x'.repeat(16);
  }
  for (const field of document.querySelectorAll('textarea, input[type=text]'))
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) field.value = '';
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode())
    node.nodeValue = (node.nodeValue ?? '')
      .replace(/\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d UTC/g, '1 May 2026, 12:00 UTC')
      .replace(/\b[0-9a-f]{8,}\b/g, (id) => 'x'.repeat(id.length))
      .replace(/\d[\d\u202f.]* (?:ms|s|min|h|B|kB|MB)\b(?: \d+ min\b)?/g, '00 min')
      .replace(/\d[\d\u202f]*/g, '00');
}
