import { joinEvidence, renewEvidence, signOfEvidence } from '../../shared/interpret/evidence.ts';
import type { RawRecord } from '../../shared/profile/raw.ts';
import type { BridgeDatabase } from '../store/database.ts';
import type { Millis, ProvenFormats, SweepRow, ViewRow } from '../store/rows.ts';
import type { CrmRules } from './crm-rules.ts';

/** The sweep with what one more of its pages says about the viewer's formats. */
export function withEvidence(sweep: SweepRow, rules: CrmRules, raws: readonly RawRecord[]): SweepRow {
  const evidence = rules.evidence(raws);
  if (evidence === null) return sweep;
  return { ...sweep, evidence: sweep.evidence ? joinEvidence(sweep.evidence, evidence) : evidence };
}

/**
 * Once all pages of a sweep are read: what its columns prove, beside what was known of this view.
 */
export function proveFormats(db: BridgeDatabase, rules: CrmRules, sweepId: string): Promise<void> {
  return db.transaction('rw', db.sweeps, db.views, async () => {
    const sweep = await db.sweeps.get(sweepId);
    const view = sweep && (await db.views.get(sweep.viewId));
    if (!sweep?.evidence || !view) return;
    const known = view.formats?.profileVersion === rules.version ? view.formats : undefined;
    const evidence = known ? renewEvidence(known.evidence, sweep.evidence) : sweep.evidence;
    const signs = signOfEvidence(evidence);
    const before = JSON.stringify(known?.signs ?? {});
    const changed = before !== JSON.stringify(signs);
    const replaced = changed && known !== undefined && Object.keys(known.signs).length > 0;
    const since = replaced ? sweep.startedAt : (known?.since ?? 0);
    const formats: ProvenFormats = { profileVersion: rules.version, evidence, signs, since };
    await db.views.put({ ...view, formats } satisfies ViewRow);
  });
}

/** The signs that evidence gives for pieces of that age; none for those from before the viewer changed formats. */
export function provenSigns(
  view: ViewRow | undefined,
  rules: CrmRules,
  oldest: Millis,
): Readonly<Record<string, string>> {
  const formats = view?.formats;
  return formats && formats.profileVersion === rules.version && oldest >= formats.since ? formats.signs : {};
}
