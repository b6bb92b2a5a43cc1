import { expect, it } from 'vitest';
import { readStatus } from './upload-status.ts';

it('readStatus reads Gong’s recorded failure', () => {
  const body = {
    requestId: 'idv25eqr6hxu4ltaas',
    status: 'FAILED',
    errors: [{ line: 1, description: 'Mandatory field [emailAddress] is missing or empty' }],
    totalErrorCount: 1,
    totalSuccessCount: 0,
  };
  expect(readStatus(body)).toEqual({
    status: 'FAILED',
    errors: [{ line: 1, description: 'Mandatory field [emailAddress] is missing or empty' }],
    totalErrorCount: 1,
    totalSuccessCount: 0,
  });
});
it('readStatus takes absent and null counters when the upload is not over', () => {
  expect(readStatus({ status: 'PENDING', errors: null, totalErrorCount: null })).toEqual({
    status: 'PENDING',
    errors: [],
    totalErrorCount: null,
    totalSuccessCount: null,
  });
});
it('readStatus understands the words of other descriptions', () => {
  expect(readStatus({ status: 'Complete' })?.status).toBe('DONE');
  expect(readStatus({ status: 'Failed', errors: ['broken'] })?.errors).toEqual([{ line: 0, description: 'broken' }]);
  expect(readStatus({ status: 'Melted' })).toBeNull();
});
