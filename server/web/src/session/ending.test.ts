import { expect, test } from 'vitest';
import { endOf } from './ending';

const NOW = Date.parse('2026-11-29T08:00:00Z');
const session = (until: string | null) => ({ until, idle_seconds: 900, warning_seconds: 120 });

test('a session ends where nothing is done for so long', () => {
  expect(endOf(session(null), NOW)).toEqual({ at: NOW + 900_000, idle: true });
});

test('a token that ends before ends it, whatever is done', () => {
  expect(endOf(session('2026-11-29T08:10:00Z'), NOW)).toEqual({ at: NOW + 600_000, idle: false });
  expect(endOf(session('2026-11-29T08:20:00Z'), NOW)).toEqual({ at: NOW + 900_000, idle: true });
});
