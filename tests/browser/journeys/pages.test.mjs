// What holds for every page: it is there for its role, in both languages and on a phone; nothing is wrong with it;
// and it does not weigh too much.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';
import { KIB, settled, WEIGHTS, weight } from '../weight.mjs';

const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
/** Path and the role that sees it. */
const PAGES = [
  ['/', 'tester'],
  ['/scenarios', 'designer'],
  ['/scenarios/newborn-birth', 'designer'],
  ['/designer', 'designer'],
  ['/tasks', 'clerk:health'],
  ['/applications', 'tester'],
  ['/simulate', 'designer'],
  ['/operate', 'operator'],
  ['/sign-in', 'tester'],
  ['/nowhere', 'tester'],
  ['/apply', 'applicant'],
  ['/apply/newborn-birth', 'applicant'],
  ['/track', 'applicant'],
];

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

// At full volume every language at every width; else each once.
const all = process.env.ONETHING_VOLUME === '1';
for (const language of ['zh', 'en']) {
  for (const width of all ? [1440, 390] : [language === 'zh' ? 1440 : 390]) {
    test(`every page is sound: ${language}, ${width} px`, async () => {
      const wrong = [];
      for (const [path, role] of PAGES) {
        const { page, faults, context } = await open(browser, origin, { role, language, width, phone: width < 600 });
        await settled(page, path);
        // Only what is wider than a phone by itself scrolls sideways, and that in its own box.
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (overflow > 1) wrong.push(`${path}: ${overflow} px too wide`);
        wrong.push(...[...faults, ...(await violations(page))].map((fault) => `${path}: ${fault}`));
        await context.close();
      }
      assert.deepEqual(wrong, []);
    });
  }
}

// Scripts of a development server are not bundled, so they say nothing.
const bundled = await fetch(origin, { headers: { Accept: 'text/html' } })
  .then((answer) => answer.text())
  .then((text) => text.includes('/assets/'))
  .catch(() => false);

test('no page weighs too much before it shows anything', { skip: !bundled }, async () => {
  for (const { path, role, most } of WEIGHTS) {
    const bytes = await weight(browser, origin, path, role);
    assert.ok(bytes > 0 && bytes <= most, `${path}: ${Math.round(bytes / KIB)} KiB`);
  }
});

test('with the server gone the page says so, and goes on once it is back', async () => {
  const { page, context } = await open(browser, origin, { role: 'tester', language: 'en' });
  await settled(page, '/');
  const gone = page.getByText('The server does not answer').first();
  await context.setOffline(true);
  await gone.waitFor({ timeout: 20_000 });
  await context.setOffline(false);
  await gone.waitFor({ state: 'detached', timeout: 20_000 });
  await context.close();
});
