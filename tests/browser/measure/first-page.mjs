// How long after going to a page somebody can use it: its heading is there, the browser has nothing long to do any more,
// and a control answers. Each visit is with a browser that knows nothing of the page.
import { open } from '../browser.mjs';

const VISITS = 9;
const LIMIT_MS = 1_000;
/** The browser has settled once nothing took long for so long. */
const QUIET_MS = 500;
const PAGES = [
  { what: 'staff overview', path: '/', role: 'tester', control: (page) => page.getByRole('button', { name: 'English' }) },
  { what: "applicant's form", path: '/apply/newborn-birth', role: 'applicant', control: (page) => page.getByRole('button', { name: 'English' }) },
];

export default async function ({ browser, origin, middle, high }) {
  const figures = [];
  for (const { what, path, role, control } of PAGES) {
    const times = [];
    for (let visit = 0; visit <= VISITS; visit += 1) {
      const time = await interactive(browser, origin, path, role, control);
      // The first one warms the server.
      if (visit > 0) times.push(time);
    }
    figures.push({
      what: `${what}: usable after, median`,
      value: middle(times),
      unit: 'ms',
      limit: LIMIT_MS,
      beside: `p95 ${Math.round(high(times))} of ${VISITS} visits without a cache`,
    });
  }
  return figures;
}

/** Milliseconds from going to a page until it can be used. */
async function interactive(browser, origin, path, role, control) {
  const { page, context } = await open(browser, origin, { role });
  await page.addInitScript(() => {
    const seen = (globalThis.onethingSeen = { heading: undefined, busy: 0 });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) seen.busy = Math.max(seen.busy, startTime + duration);
    }).observe({ type: 'longtask', buffered: true });
    const look = () => {
      if (document.querySelector('h1')?.getClientRects().length) seen.heading = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(path, { waitUntil: 'commit' });
  const time = await page.waitForFunction(
    (quiet) => {
      const { heading, busy } = globalThis.onethingSeen;
      const from = Math.max(heading ?? Infinity, busy);
      return performance.now() - from > quiet && from;
    },
    QUIET_MS,
    { timeout: 30_000, polling: 50 },
  );
  const value = await time.jsonValue();
  await control(page).click({ timeout: 5_000 });
  await page.locator('html[lang=en]').waitFor({ timeout: 1_000 });
  await context.close();
  return value;
}
