import type { PointInTime } from './rooms.ts';

/** Source of the rule: Cloudflare, Durable Objects, SQLite storage, point-in-time recovery. */
export function pointInTime(ctx: DurableObjectState): PointInTime {
  return {
    restoreTo: async (at) => {
      await ctx.storage.onNextSessionRestoreBookmark(await ctx.storage.getBookmarkForTime(at));
    },
    restart: () => ctx.abort('the ledger was restored to an earlier moment'),
  };
}
