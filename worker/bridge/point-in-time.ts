/** Cloudflare's own copies of an object's storage, 30 days back. */
export interface PointInTime {
  /**
   * Has the storage be as it was at `at` (ms, UTC) from the object's next start on, which `restart` brings about.
   * @throws Error where the storage keeps no copies, as on a developer's computer, or none so old.
   */
  restoreTo(at: number): Promise<void>;
  /** Ends the object; the next call starts it anew. What is under way now is lost, as with any restart. */
  restart(): void;
}

/** Source of the rule: Cloudflare, Durable Objects, SQLite storage, point-in-time recovery. */
export function pointInTime(ctx: DurableObjectState): PointInTime {
  return {
    restoreTo: async (at) => {
      await ctx.storage.onNextSessionRestoreBookmark(await ctx.storage.getBookmarkForTime(at));
    },
    restart: () => ctx.abort('the ledger was restored to an earlier moment'),
  };
}
