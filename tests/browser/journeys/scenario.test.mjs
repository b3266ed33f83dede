// The library and a scenario's page: found, looked into by keyboard, changed, compared; and how fast a large
// process is there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';
import { largeGraph } from './large-graph.mjs';

const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
const PATIENCE = { timeout: 90_000 };
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A window on a page, checked for faults and against axe at the end. */
async function visit(path, { act, ...who }) {
  const { page, faults, context } = await open(browser, origin, { role: 'tester', motion: true, ...who });
  await page.goto(path, { ...PATIENCE, waitUntil: 'domcontentloaded' });
  await page.locator('h1').waitFor(PATIENCE);
  await act(page);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(faults, []);
  await context.close();
}

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

test('the library finds a scenario by an item of it', async () => {
  await visit('/scenarios', {
    language: 'en',
    act: async (page) => {
      await page.locator('.sc-card dl').nth(5).waitFor(PATIENCE);
      await page.getByRole('textbox').fill('cremation');
      await page.getByRole('status').getByText('1 scenario', { exact: true }).waitFor();
      await page.getByRole('textbox').fill('no such thing');
      await page.getByText('No scenario matches').waitFor();
      await page.getByRole('textbox').fill('child');
      await page.getByRole('heading', { name: 'A child is born' }).getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: 'A child is born' }).waitFor(PATIENCE);
    },
  });
});

test('going from one plan to the other says what happened; the address shows the same to others', async () => {
  await visit('/scenarios/newborn-birth', {
    language: 'en',
    act: async (page) => {
      await page.locator('[data-id="joint_acceptance"]').waitFor(PATIENCE);
      await page.getByText('5 forms became 1').waitFor();
      await page.getByText('5 steps became 1: Joint acceptance').waitFor();
      await page.getByText('One by one', { exact: true }).first().click();
      await page.locator('[data-id="birth_certificate.accept"]').waitFor(PATIENCE);
      await page.getByText('unmarried', { exact: true }).click();
      await page.getByText('1 changed').waitFor();
      const address = new URL(page.url());
      assert.equal(address.searchParams.get('plan'), 'separate');
      assert.equal(address.searchParams.get('given'), 'married=unmarried');
      await page.reload();
      await page.getByText('1 changed').waitFor(PATIENCE);
      await page.locator('.pic-drawing [data-id="birth_certificate.accept"]').waitFor(PATIENCE);
      assert.equal(await page.locator('.pic-leaving').count(), 0);
    },
  });
});

test('a step is reached, opened, followed and left by keyboard alone', async () => {
  await visit('/scenarios/newborn-birth', {
    act: async (page) => {
      await page.locator('[data-id="start"]').waitFor(PATIENCE);
      await page.locator('.pic-box').focus();
      await page.keyboard.press('Tab');
      const at = () => page.evaluate(() => document.activeElement?.getAttribute('data-id'));
      assert.equal(await at(), 'start');
      await page.keyboard.press('End');
      assert.equal(await at(), 'end');
      await page.keyboard.press('ArrowLeft');
      assert.equal(await at(), 'deliver');
      await page.keyboard.press('Enter');
      const panel = page.getByRole('complementary', { name: '步骤详情' });
      await panel.getByRole('heading', { name: '统一送达' }).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H2');
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
      assert.equal(await at(), 'deliver');
      await page.keyboard.press('Enter');
      await panel.waitFor();
    },
  });
});

test('every thing that is not asked says where it comes from', async () => {
  await visit('/scenarios/newborn-birth?view=form', {
    act: async (page) => {
      await page.getByRole('heading', { name: '申请人看到的表单' }).waitFor(PATIENCE);
      await page.getByLabel('查找免填项').fill('父亲 · 姓名');
      await page.getByRole('button', { name: '父亲 · 姓名' }).click();
      await page.getByText('登录时已知：母亲 · 公民身份号码').waitFor();
      assert.match(page.url(), /of=father\.name/);
      assert.ok((await page.locator('.sc-chain-box').count()) >= 3);
    },
  });
});

test('tests and what they reach are painted on the process, and stand beside it as a list', async () => {
  await visit('/scenarios/newborn-birth', {
    language: 'en',
    act: async (page) => {
      await page.locator('[data-id="joint_acceptance"]').waitFor(PATIENCE);
      // Of the shipped scenario everything is reached; here one test fails, and two steps are not wholly reached.
      let missed;
      await page.route('**/tests?**', async (route) => {
        const answer = await route.fetch();
        const told = await answer.json();
        const { nodes } = told.coverage.plans.at(-1);
        [nodes[1].reach, nodes[2].reach] = ['partly', 'missed'];
        missed = nodes[2].id;
        for (const goal of told.coverage.goals) if (goal.of === missed) goal.tests = 0;
        const what = { zh: '少了一步', en: 'A step is missing' };
        const fault = { what, mend: what, difference: ['- review', '+ issue'], at: null };
        Object.assign(told.tests[1], { passed: false, faults: [fault] });
        told.failed += 1;
        await route.fulfill({ json: told });
      });
      await page.locator('.sc-bar').getByText('Tests', { exact: true }).click();
      const list = page.getByRole('region', { name: 'Tests and coverage' });
      await list.getByText(/^1 of \d+ tests did not come out as expected$/).waitFor(PATIENCE);
      assert.match(page.url(), /marks=tests/);
      assert.ok((await page.locator('.pic-drawing .pic-cover-reached .pic-sign').count()) > 5);
      assert.equal(await page.locator('.pic-drawing .pic-cover-partly').count(), 1);
      const step = page.locator(`.pic-drawing [data-id="${missed}"]`);
      assert.match((await step.getAttribute('aria-label')) ?? '', /missed by tests/);
      await page.getByRole('list', { name: 'Legend of coverage' }).getByText('Not reached', { exact: true }).waitFor();
      await list.getByText('- review').waitFor();
      assert.ok((await list.locator('.sc-missing li').count()) >= 2);
      assert.ok((await list.getByText('as expected', { exact: true }).count()) > 10);
      await step.press('Enter');
      await page.getByRole('complementary', { name: 'Step' }).getByText('Not reached').first().waitFor();
      // Of the plan that no test plays it is said so.
      await page.getByText('One by one', { exact: true }).first().click();
      await page.getByText('No test plays One by one').waitFor(PATIENCE);
    },
  });
});

test('a figure opens to its lines and its rules, and follows the situation that is chosen', async () => {
  await visit('/scenarios/newborn-birth', {
    language: 'en',
    act: async (page) => {
      const head = page.getByRole('region', { name: 'Key figures' });
      await head.getByText('In the usual situation').waitFor(PATIENCE);
      await head.getByRole('button', { name: 'Fields: see what it is counted from' }).click();
      const count = page.getByRole('region', { name: 'Count', exact: true });
      const fields = count.locator('#counted-fields');
      await fields.getByText('Child · Name').first().waitFor(PATIENCE);
      assert.match(page.url(), /view=count/);
      assert.match(await fields.innerText(), /Rule 29\s+Fields: separate, the sum of the items' lists/);
      const before = await head.innerText();
      await page.getByRole('group', { name: 'Child: how many?' }).getByText('2', { exact: true }).click();
      await head.getByText('In the situation that is chosen below').waitFor(PATIENCE);
      assert.notEqual(await head.innerText(), before);
      const said = await fields.locator('.sc-count-values strong').innerText();
      await head.locator('.sc-key', { hasText: 'Fields' }).locator('strong').getByText(said, { exact: true }).waitFor();
      await count.getByRole('button', { name: 'Open all' }).click();
      await count.getByRole('button', { name: 'Fold all' }).waitFor();
    },
  });
});

test('a page begins at its top, and stays where it is while something is chosen in it', async () => {
  await visit('/scenarios', {
    language: 'en',
    act: async (page) => {
      const down = () => page.evaluate(() => Math.round(window.scrollY));
      const link = page.getByRole('heading', { name: 'A child is born' }).getByRole('link');
      await link.waitFor(PATIENCE);
      await link.scrollIntoViewIfNeeded();
      assert.ok((await down()) > 0, 'it is further down in the list');
      await link.click();
      await page.getByRole('heading', { level: 1, name: 'A child is born' }).waitFor(PATIENCE);
      assert.equal(await down(), 0);
      const head = page.getByRole('region', { name: 'Key figures' });
      await head.getByText('In the usual situation').waitFor(PATIENCE);
      await page.locator('.pic-drawing').first().waitFor(PATIENCE);
      await page.evaluate(() => window.scrollTo(0, 200));
      await page.getByRole('group', { name: 'Child: how many?' }).getByText('2', { exact: true }).click();
      await head.getByText('In the situation that is chosen below').waitFor(PATIENCE);
      assert.equal(await down(), 200);
    },
  });
});

test('two plans are compared with the reason for each saving', async () => {
  await visit('/scenarios/equity-transfer?view=compare', {
    language: 'en',
    act: async (page) => {
      await page.getByRole('heading', { name: 'What each measure saves' }).waitFor(PATIENCE);
      const row = page.getByRole('row', { name: /^Fields/ }).first();
      assert.match(await row.innerText(), /23\s+6\s+73\.9 %/);
      await page.locator('.sc-reasons summary').first().click();
      await page.getByText('Counting rules').waitFor();
      await page.locator('.sc-figures').getByText('Materials', { exact: true }).click();
      await page.getByRole('img', { name: 'Waterfall Materials' }).waitFor();
    },
  });
});

test('on a phone nothing scrolls sideways, and a step opens from below', async () => {
  await visit('/scenarios/newborn-birth', {
    width: 390,
    height: 844,
    phone: true,
    act: async (page) => {
      await page.locator('[data-id="start"]').waitFor(PATIENCE);
      assert.ok((await sideways(page)) <= 0);
      await page.locator('[data-id="start"]').tap();
      await page.getByRole('dialog').getByRole('heading', { name: '开始' }).waitFor();
      await page.waitForTimeout(600);
    },
  });
});

test('answers that are none are told, and a scenario that is none', async () => {
  await visit('/scenarios/equity-transfer?given=shares=unlisted,weather=fine', {
    language: 'en',
    act: async (page) => {
      await page.getByText('weather=fine').waitFor(PATIENCE);
      await page.getByText('Cannot be done jointly in this situation').first().waitFor();
    },
  });
  await visit('/scenarios/nothing-there', {
    language: 'en',
    act: async (page) => page.getByRole('link', { name: 'Back to the library' }).waitFor(PATIENCE),
  });
});

test('three hundred steps are drawn and move', async () => {
  const { page, faults, context } = await open(browser, origin, { role: 'tester', motion: true });
  await page.route('**/graph?**', (route) => {
    const plan = new URL(route.request().url()).searchParams.get('plan');
    return route.fulfill({ json: largeGraph('newborn-birth', plan, plan === 'joint' ? 300 : 40) });
  });
  await page.goto('/scenarios/newborn-birth?plan=separate', PATIENCE);
  await page.locator('.pic-node').first().waitFor(PATIENCE);
  await page.waitForTimeout(1500);
  // What the page itself works: what else this machine is doing is no fault of it.
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  };
  const before = await worked();
  await page.evaluate(async () => {
    const painted = () => new Promise((over) => requestAnimationFrame(() => setTimeout(over)));
    document.querySelectorAll('.sc-bar .ant-segmented-item')[1].click();
    while (document.querySelectorAll('.pic-drawing .pic-node').length < 300) await painted();
    await painted();
  });
  const shown = (await worked()) - before;
  const frame = await page.evaluate(async () => {
    await new Promise((over) => setTimeout(over, 2000));
    const box = document.querySelector('.pic-box');
    const frames = [];
    for (let at = 0; at < 60; at += 1) {
      const from = performance.now();
      box.scrollLeft = at * 40;
      await new Promise((over) => requestAnimationFrame(over));
      frames.push(performance.now() - from);
    }
    return frames.sort((a, b) => a - b)[30];
  });
  // Built it is below 300 ms; sources as they are served while one writes take a multiple of that.
  console.log(`300 steps shown in ${shown.toFixed(0)} ms of work, a frame of scrolling in ${frame.toFixed(1)} ms`);
  assert.ok(shown > 0 && shown < 1_500, `${shown} ms`);
  assert.deepEqual(faults, []);
  await context.close();
});
