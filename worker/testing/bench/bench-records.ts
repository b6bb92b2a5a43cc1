import type { Batch } from '../../../shared/protocol/messages.ts';
import { MAX_BATCH_READINGS } from '../../../shared/protocol/messages.ts';
import { batch, reading } from '../readings.ts';

const WORDS =
  'angebot größe vertrag nachfass zweites gespräch preisliste budget freigabe müller entscheidung im märz'.split(' ');

function prose(length: number, seed: number): string {
  let text = '';
  for (let at = seed; text.length < length; at += 5) text += `${WORDS[at % WORDS.length]} `;
  return text.slice(0, length);
}

/** One of many batches of 500 deals of half a kilobyte. The same numbers make the same batch but for its id; `version` changes each record; each `sync` is another press of Sync. */
export function benchBatch(number: number, version: number, sync = version): Batch {
  const readings = Array.from({ length: MAX_BATCH_READINGS }, (_, index) => {
    const n = number * MAX_BATCH_READINGS + index;
    const id = String(100_000 + n);
    return reading(
      'DEAL',
      id,
      {
        name: `Deal ${n}, Stand ${version}`,
        accountId: String(n % 977),
        ownerId: `u-${n % 31}`,
        stage: `s-${n % 7}`,
        status: 'OPEN',
        amount: n * 3,
        closeDate: '2026-05-01',
        createdDate: '2025-01-01T10:00:00Z',
        region: `r${n % 9}`,
        nextStep: prose(40, n + 3),
        description: prose(120, n),
        url: `https://crm.example/deals/view.php?record=${id}`,
        modifiedDate: `2026-03-01T10:${String(version).padStart(2, '0')}:00Z`,
      },
      {
        pageUrl: `https://crm.example/deals/view.php?record=${id}`,
        readAt: `2026-03-02T11:${String(version).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}.000Z`,
      },
    );
  });
  return batch(readings, { syncId: `00000000-0000-4000-8000-${String(sync).padStart(12, '0')}` });
}
