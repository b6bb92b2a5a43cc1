/** Runs inside the extension's pages, by `page.evaluate`: nothing here may refer to anything outside its own function. */

/** So many made-up records in the extension's own store, in the shape that the background leaves there. */
export async function fillStore(count: number): Promise<void> {
  const firms = ['Nordwind', 'Kühne Logistik', 'Zürich Tooling', 'Acme', 'Weber & Söhne', 'Blue Harbor', 'Tanaka'];
  const types = ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'];
  const open = indexedDB.open('crm-bridge');
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
  const done = (transaction: IDBTransaction) =>
    new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  const facts = db.transaction('facts', 'readwrite');
  facts.objectStore('facts').put({
    key: 'view',
    value: { viewId: 'bench', crmUser: 'bench', open: false, signedOut: false, signs: {} },
  });
  await done(facts);
  // To the minute: the milliseconds stand in every record, and would be found there by whoever searches for a number.
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  // As the reader took it, once from the list and once from the record's own page.
  const pieceOf = (kind: string, fields: Record<string, unknown>) => ({
    kind,
    readAt: now,
    signs: { language: 'de', zone: 'Europe/Berlin' },
    profileVersion: 'bench-1',
    raw: {
      page: kind,
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, { state: 'value', text: String(value), label: name }]),
      ),
    },
  });
  for (let from = 0; from < count; from += 5000) {
    const transaction = db.transaction(['records', 'mirror'], 'readwrite');
    for (let index = from; index < Math.min(count, from + 5000); index++) {
      const objectType = types[index % types.length];
      const objectId = String(100_000 + index);
      const name = `${firms[index % firms.length]} ${index} ${index % 17 === 0 ? 'Erneuerung' : 'Projekt'}`;
      const at = new Date(now - index * 61_000).toISOString();
      const fields = {
        modifiedDate: at,
        name,
        url: `https://crm.example/record.asp?id=${objectId}`,
        ownerId: String(index % 40),
        amount: index * 10,
        city: 'Köln',
        phone: `+49 221 ${index}`,
        notes: 'Called twice, wants an offer for the whole group before the end of the quarter.',
      };
      transaction.objectStore('records').put({
        key: `bench|${objectType}||${objectId}`,
        source: '',
        viewId: 'bench',
        objectType,
        crmId: objectId,
        objectId,
        seenBySweep: 'bench',
        seenAt: now,
        pieces: { list: pieceOf('list', fields), record: pieceOf('record', fields) },
        basePrints: {},
        baseAt: 0,
        dirty: null,
        reading: { objectType, objectId, presence: 'present', fields, problems: [], pageUrl: fields.url, readAt: at },
        print: 'p',
        settledBy: 'bench',
        queuedPrint: 'p',
        confirmedPrint: index % 9 === 0 ? null : 'p',
        aliases: [],
        unresolved: null,
        constant: false,
        presence: 'present',
      });
      transaction.objectStore('mirror').put({
        key: `${objectType}|${objectId}`,
        state: index % 9 === 0 ? 'pending' : 'confirmed',
        confirmedAt: at,
        reason: null,
      });
    }
    await done(transaction);
  }
  db.close();
}

/** Notes when the popup's first sentence is there. */
export function markSentence(): void {
  const look = new MutationObserver(() => {
    if (document.querySelector('.status-sentence') === null) return;
    performance.mark('sentence');
    look.disconnect();
  });
  look.observe(document, { childList: true, subtree: true });
}

/** Milliseconds from the start of the navigation to the first content, and to the sentence that says how things stand. */
export async function firstContent(): Promise<{ content: number; sentence: number }> {
  const content = await new Promise<number>((resolve) => {
    new PerformanceObserver((list) => {
      const entry = list.getEntriesByName('first-contentful-paint')[0];
      if (entry) resolve(entry.startTime);
    }).observe({ type: 'paint', buffered: true });
  });
  return { content, sentence: performance.getEntriesByName('sentence')[0]?.startTime ?? Number.NaN };
}

/** Types `words` into the search field; milliseconds until the page has drawn what is left. */
export async function filterFor(words: string): Promise<number> {
  const field = document.querySelector<HTMLInputElement>('input[type="search"]');
  if (field === null) throw new Error('This is not the records page.');
  const before = document.querySelector('[role="status"]')?.textContent;
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  const start = performance.now();
  setter?.call(field, words);
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  while (document.querySelector('[role="status"]')?.textContent === before) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  // The second frame begins when the first has been drawn.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return performance.now() - start;
}

/** Scrolls the list for `ms` the way a hand on a wheel does, to and fro; the length of each frame in milliseconds. */
export async function scrollFor(ms: number): Promise<number[]> {
  const box = document.querySelector('.grid-box');
  if (box === null) throw new Error('This is not the records page.');
  const frames: number[] = [];
  let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const start = last;
  for (let step = 120; last - start < ms; ) {
    box.scrollTop += step;
    if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) step = -Math.abs(step);
    // A jump by hand on the scroll bar, twice a second.
    if (frames.length % 30 === 29) box.scrollTop = ((frames.length * 7919) % 1000) * 0.001 * box.scrollHeight;
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    frames.push(now - last);
    last = now;
  }
  return frames;
}
