// A worklist of 100,000 tasks, scrolled from its first to its last: how long frames take meanwhile, how long the page
// is busy with one piece of work, and what it comes to in memory. The server's own answer about one task is the shape
// of all of them; pages of them are given in its place, for it would take an hour to begin as many applications.
import { randomInt } from 'node:crypto';
import { open } from '../browser.mjs';

const TASKS = 100_000;
/** So far a frame goes on: a wheel turned as fast as it can be. */
const STRIDE = 4_000;
const DAY = 86_400_000;

export default async ({ browser, origin, middle, high }) => {
  const shape = await oneTask(origin);
  const { page, faults, context } = await open(browser, origin, { role: 'clerk:health' });
  context.setDefaultTimeout(120_000);
  let asked = 0;
  await page.route(/\/api\/v1\/tasks\?/, async (route) => {
    const query = new URL(route.request().url()).searchParams;
    const from = Number(query.get('cursor') ?? 0);
    const to = Math.min(from + Number(query.get('limit') ?? 100), TASKS);
    asked += 1;
    const items = Array.from({ length: to - from }, (_, at) => taskAt(from + at, shape.item));
    await route.fulfill({ json: { ...shape.page, items, next_cursor: to < TASKS ? String(to) : null } });
  });
  await page.goto('/tasks');
  await page.locator('.work-row').first().waitFor();
  const cdp = await context.newCDPSession(page);
  const frames = await page.evaluate(scrolled, { stride: STRIDE, tasks: TASKS });
  const rows = await page.locator('.work-row').count();
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const last = await page.locator(`[aria-posinset="${TASKS}"]`).count();
  await context.close();
  if (last !== 1) throw new Error('the last row is not there');
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return [
    { what: '100,000 tasks scrolled: a frame, median', value: middle(frames), unit: 'ms', limit: 20, beside: `${frames.length} frames` },
    { what: '100,000 tasks scrolled: a frame, 95 in 100', value: high(frames), unit: 'ms', limit: 50 },
    { what: '100,000 tasks scrolled: rows in the page', value: rows, unit: 'rows', limit: 60 },
    { what: '100,000 tasks scrolled: memory of the page', value: usedSize / 2 ** 20, unit: 'MiB', limit: 256, beside: `${asked} pages` },
  ];
};

/** Runs in the page: goes on and on until the last task is there; gives the length of every frame. */
async function scrolled({ stride, tasks }) {
  const box = document.querySelector('.work-box');
  const frames = [];
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  let before = await frame();
  let still = 0;
  while (still < 600) {
    const at = box.scrollTop;
    box.scrollTop = at + stride;
    const now = await frame();
    frames.push(now - before);
    before = now;
    const last = document.querySelector(`[aria-posinset="${tasks}"]`);
    if (last !== null && box.scrollTop + box.clientHeight >= box.scrollHeight - 1) break;
    // At the end of what has come so far it waits for more.
    still = box.scrollTop === at ? still + 1 : 0;
  }
  return frames;
}

/** A task as the server tells it, of a birth that was handed in for this; and the page it stands on. */
async function oneTask(origin) {
  const ask = async (role, method, path, body, headers = {}) => {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: { 'Onething-Role': role, 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return { data: await answer.json(), tag: answer.headers.get('ETag') };
  };
  const who = `applicant:measure${randomInt(1e12)}`;
  const paper = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const { data } = await ask(who, 'POST', '/applications', { scenario: 'newborn-birth' });
  for (let turn = 0; turn < 120; turn += 1) {
    const { data: form, tag } = await ask(who, 'GET', `/applications/${data.application}/form`);
    if (form.facts.length > 0) {
      await ask(
        who,
        'POST',
        `/applications/${data.application}/submit`,
        {
          form: { 'child.name': '王小明', 'delivery.address': '幸福路 1 号' },
          materials: { 'home.household_book': { content: paper } },
        },
        { 'If-Match': tag },
      );
      break;
    }
    await new Promise((over) => setTimeout(over, 250));
  }
  for (let turn = 0; turn < 120; turn += 1) {
    const { data: page } = await ask('clerk:health', 'GET', '/tasks?department=health&limit=1');
    const [item] = page.items;
    if (item !== undefined) return { page, item };
    await new Promise((over) => setTimeout(over, 250));
  }
  throw new Error('no task came of a birth');
}

/** The task at a place of the list: overdue ones first, then by when they are due, some without a limit last. */
function taskAt(at, like) {
  const application = `01a2${String(at).padStart(8, '0')}`.replace(/^(.{8})(.{4})/, '$1-$2-7000-8000-') + String(at).padStart(8, '0');
  const due = Date.parse(like.since) + (at - 2_000) * 60_000;
  return {
    ...like,
    id: `${application}.${like.step}.0`,
    application,
    overdue: at < 2_000,
    due_at: at < TASKS - 5_000 ? new Date(due).toISOString() : null,
    since: new Date(Date.parse(like.since) - (at % 30) * DAY).toISOString(),
    claimed_by: at % 5 === 0 ? `clerk-${at % 40}` : null,
  };
}
