import { describe, expect, it } from 'vitest';
import { Slots } from './slots.ts';

describe('slots', () => {
  it('let no more run than allowed, and lose nobody when work fails', async () => {
    const slots = new Slots();
    slots.allow(2);
    let running = 0;
    let most = 0;
    const work = async (index: number) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      if (index % 3 === 0) throw new Error('failed');
      return index;
    };
    const ends = await Promise.allSettled(Array.from({ length: 9 }, (_, index) => slots.run(() => work(index))));
    expect(most).toBe(2);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
  });

  it('begin nothing of what waits or comes while they are shut, and go on once they are open', async () => {
    const slots = new Slots();
    const begun: string[] = [];
    const first = slots.run(async () => {
      begun.push('first');
      await Promise.resolve();
      slots.shut();
      return 1;
    });
    const waiting = slots.run(async () => begun.push('waiting'));
    expect([await first, await waiting, begun]).toEqual([1, null, ['first']]);
    expect(await slots.run(async () => 2)).toBeNull();
    slots.open();
    expect(await slots.run(async () => 3)).toBe(3);
  });

  it('tell the work whether it had to wait', async () => {
    const slots = new Slots();
    const first = slots.run(async (waited) => waited);
    const second = slots.run(async (waited) => waited);
    expect([await first, await second]).toEqual([false, true]);
  });
});
