import { describe, expect, it } from 'vitest';
import { workerOrigin } from './enrolment.ts';

describe('the Worker’s address', () => {
  it.each([
    ['https://bridge.example.com/', 'https://bridge.example.com'],
    ['  bridge.example.com/admin ', 'https://bridge.example.com'],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
    ['http://bridge.example.com', null],
    ['javascript:alert(1)', null],
    ['', null],
  ])('%j is %j', (address, expected) => {
    expect(workerOrigin(address)).toBe(expected);
  });
});
