import { expect, test } from 'vitest';
import { readOn, type Story } from './story';

/** A server of numbers in pages of three; a cursor is how many stand before it. */
function server(all: number[]) {
  const asked: (string | undefined)[] = [];
  const page = (cursor: string | undefined) => {
    asked.push(cursor);
    const from = Number(cursor ?? 0);
    const parts = all.slice(from, from + 3);
    return Promise.resolve({ parts, next: from + 3 < all.length ? String(from + 3) : null });
  };
  return { asked, page };
}

test('a long story is told as it comes, and is whole in the end', async () => {
  const { page } = server([1, 2, 3, 4, 5, 6, 7]);
  const seen: number[] = [];
  const story = await readOn<number>(undefined, page, (part) => seen.push(part.parts.length));
  expect(story.parts).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(story.isWhole).toBe(true);
  expect(seen).toEqual([3, 6]);
});

test('what was read is not read again, apart from the last page, which may have grown', async () => {
  const all = [1, 2, 3, 4, 5];
  const { asked, page } = server(all);
  const before = await readOn<number>(undefined, page, () => {});
  all.push(6, 7);
  asked.length = 0;
  const after = await readOn<number>(before, page, () => {});
  expect(after.parts).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(asked).toEqual(['3', '6']);
});

test('one that was broken off is read on', async () => {
  const { asked, page } = server([1, 2, 3, 4, 5, 6, 7]);
  const broken: Story<number> = { parts: [1, 2, 3], isWhole: false, last: { cursor: undefined, before: 0 } };
  const story = await readOn(broken, page, () => {});
  expect(story.parts).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(asked).toEqual([undefined, '3', '6']);
});
