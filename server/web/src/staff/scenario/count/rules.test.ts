import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rules } from './rules';

// Beside the sources alone: where they are built from a copy there are no documents.
const format = [process.cwd(), '../../docs/format.md'].join('/');

test.skipIf(!existsSync(format))('rules are told as the format has them', () => {
  const text = readFileSync(format, 'utf8').replace(/\s+/g, ' ');
  for (const [number, { en, zh }] of Object.entries(rules)) {
    expect(text).toContain(`${number}. ${en}`);
    expect(zh).not.toBe('');
  }
});
