// A process of three hundred steps: from its data to the screen, and how smoothly it is dragged.
import { open } from '../browser.mjs';
import { largeGraph } from '../journeys/large-graph.mjs';

const ROUNDS = 9;
const STEPS = 300;
const DRAGS = 6;

export default async function ({ browser, origin, middle, high }) {
  const [shown, frames] = [[], []];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const { page, context } = await open(browser, origin, { role: 'tester' });
    const time = await painted(page);
    // The first one warms the server.
    if (round > 0) shown.push(time);
    if (round === ROUNDS) frames.push(...(await dragged(page)));
    await context.close();
  }
  return [
    {
      what: `${STEPS} steps: data to painted, median`,
      value: middle(shown),
      unit: 'ms',
      limit: 300,
      beside: `p95 ${Math.round(high(shown))} of ${ROUNDS} visits`,
    },
    {
      what: `${STEPS} steps: a frame while dragged, median`,
      value: middle(frames),
      unit: 'ms',
      limit: 20,
      beside: `p95 ${high(frames).toFixed(1)} of ${frames.length} frames`,
    },
  ];
}

/** Milliseconds from when a page is told a large process until that is painted. */
async function painted(page) {
  // Motion between two pictures takes the time that it is given; how long the picture itself takes is told without it.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const told = (count) => JSON.stringify(largeGraph('newborn-birth', 'joint', count));
  await page.addInitScript(
    ({ small, large }) => {
      const asked = globalThis.fetch;
      globalThis.fetch = async (request, ...rest) => {
        const url = new URL(request.url ?? request, location.href);
        if (!url.pathname.endsWith('/graph')) return asked(request, ...rest);
        const isLarge = url.searchParams.get('plan') === 'joint' && url.searchParams.get('given') !== '';
        if (isLarge) globalThis.onethingTold = performance.now();
        return new Response(isLarge ? large : small, { headers: { 'Content-Type': 'application/json' } });
      };
    },
    { small: told(40), large: told(STEPS) },
  );
  await page.goto('/scenarios/newborn-birth');
  await page.locator('.pic-node').first().waitFor({ timeout: 30_000 });
  await page.waitForTimeout(1_000);
  return page.evaluate(async (steps) => {
    const frame = () => new Promise((over) => requestAnimationFrame(() => setTimeout(over)));
    document.querySelectorAll('.sc-question .ant-radio-button-input')[1].click();
    while (document.querySelectorAll('.pic-drawing .pic-node').length < steps) await frame();
    await frame();
    return performance.now() - globalThis.onethingTold;
  }, STEPS);
}

/** Milliseconds of each frame while a picture is dragged to and fro with the mouse. */
async function dragged(page) {
  await page.waitForTimeout(1_000);
  const box = page.locator('.pic-box');
  await box.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await box.boundingBox();
  await page.evaluate(() => {
    const frames = (globalThis.onethingFrames = []);
    let before = performance.now();
    const next = (now) => {
      frames.push(now - before);
      before = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  for (let drag = 0; drag < DRAGS; drag += 1) {
    const [from, to] = [0.9, 0.1].map((share) => x + width * share);
    const [start, end] = drag % 2 === 0 ? [from, to] : [to, from];
    await page.mouse.move(start, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(end, y + height / 3, { steps: 40 });
    await page.mouse.up();
  }
  if ((await box.evaluate((element) => element.scrollLeft + element.scrollTop)) === 0 && DRAGS % 2 === 1) {
    throw new Error('the picture did not move');
  }
  // The first frame began before there was anything to drag.
  return page.evaluate(() => globalThis.onethingFrames.slice(1));
}
