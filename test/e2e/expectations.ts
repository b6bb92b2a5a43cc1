import { expect } from '@playwright/test';
import { ERRORS, type ErrorCode } from '../../shared/errors/catalogue.ts';
import type { Stage } from '../demo/stage.ts';
import { compareStage } from '../demo/truth.ts';

/** The sync stops with this code, and the popup says what happened and what to do next. */
export async function expectFailure(stage: Stage, code: ErrorCode): Promise<void> {
  const { failure } = await stage.rep.sync();
  expect(failure?.code).toBe(code);
  await expect((await stage.rep.popup()).locator('body')).toContainText(ERRORS[code].next.split('{')[0] ?? '');
}

/** The next sync ends with everything in Gong, field by field. */
export async function expectEverythingArrives(stage: Stage): Promise<void> {
  const { failure, result } = await stage.rep.sync();
  expect(failure).toBeNull();
  expect(result.rejected).toEqual([]);
  expect(compareStage(stage)?.differences).toEqual([]);
}

export function aDeal(stage: Stage): string {
  return String(stage.crm?.truth().DEAL[1]?.['objectId']);
}

export function editOneDeal(stage: Stage, amount: number): void {
  stage.crm?.edit('DEAL', aDeal(stage), { amount });
}
