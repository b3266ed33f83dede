// What each role sees is what it may: it signs in with one click and opens every page of its menu, and nothing that a
// page asks for is refused; no button is without effect, no link leads to a page of somebody else's; and a page that is
// not in the menu says kindly whose it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';

const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
const LONG = 60_000;
/** Roles of staff as the sign-in page names them, where each begins, and what its menu has. */
const ROLES = {
  'clerk:health': { name: 'Health Commission', start: '/tasks', menu: ['/', '/scenarios', '/tasks', '/applications'] },
  designer: { name: 'Designer', start: '/', menu: ['/', '/scenarios', '/designer', '/simulate', '/operate'] },
  operator: { name: 'Operator', start: '/', menu: ['/', '/scenarios', '/tasks', '/applications', '/operate'] },
  administrator: { name: 'Security administrator', start: '/operate/tokens', menu: ['/scenarios', '/operate'] },
  auditor: { name: 'Auditor', start: '/', menu: ['/', '/scenarios', '/tasks', '/applications', '/operate'] },
  tester: {
    name: 'Tester',
    start: '/',
    menu: ['/', '/scenarios', '/designer', '/tasks', '/applications', '/simulate', '/operate'],
  },
};
const TITLES = {
  '/': 'Overview',
  '/scenarios': 'Scenarios',
  '/designer': 'Design',
  '/tasks': 'Worklist',
  '/applications': 'Applications',
  '/simulate': 'Simulation',
  '/operate': 'Operate',
};
const TABS = ['incidents', 'systems', 'versions', 'deliveries', 'people', 'store', 'clock', 'tokens'];

let browser;
/** An application that stands at a task of the health commission. */
const there = { application: undefined, task: undefined };

async function call(role, method, path, body, headers = {}) {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { 'Onething-Role': role, 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

before(async () => {
  browser = await launch();
  const made = await call('tester', 'POST', '/applications/generated', { scenario: 'newborn-birth', count: 2, seed: 1 });
  there.application = made.applications[0].id;
  for (let turn = 0; turn < 20 && there.task === undefined; turn += 1) {
    await call('tester', 'POST', '/clock/advance', { by: '5min' });
    const { tasks } = await call('tester', 'GET', `/applications/${there.application}`);
    there.task = tasks.find((task) => task.department === 'health')?.id;
  }
});
after(() => browser?.close());

/** Goes to another page without loading the pages anew. */
function go(page, path) {
  return page.evaluate((path) => {
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

/** Waits until the page shows what it asked for. */
async function settled(page) {
  await page.locator('#content h1, #content [role=alert]').first().waitFor({ timeout: LONG });
  await page
    .waitForFunction(() => document.querySelector('#content .ant-skeleton, #content .ant-spin') === null, null, { timeout: 20_000 })
    .catch(() => {});
  await page.waitForTimeout(150);
}

/** Buttons that nothing listens to, and links that lead nowhere or to a page that is not in the menu. */
function dead(page, menu) {
  return page.evaluate(
    ([menu, titles]) => {
      const listens = (node) => {
        const name = Object.keys(node).find((key) => key.startsWith('__reactProps$'));
        return name !== undefined && Object.keys(node[name]).some((key) => /^on(Click|Mouse|Pointer|Key|Submit|Change)/.test(key));
      };
      const content = document.querySelector('#content');
      const wrong = [];
      for (const button of content.querySelectorAll('button:not(:disabled), [role=button]')) {
        let node = button;
        while (node !== content && !listens(node)) node = node.parentElement;
        if (node === content) wrong.push(`dead button: ${button.textContent || button.getAttribute('aria-label')}`);
      }
      for (const link of content.querySelectorAll('a')) {
        const to = link.getAttribute('href');
        if (to === null || to === '' || to === '#') wrong.push(`dead link: ${link.textContent}`);
        else if (to.startsWith('/')) {
          const path = Object.keys(titles).find((page) => (page === '/' ? to === '/' : to.startsWith(page)));
          if (path !== undefined && !menu.includes(path)) wrong.push(`leads where the role may not: ${to}`);
        }
      }
      return wrong;
    },
    [menu, TITLES],
  );
}

for (const [role, { name, start, menu }] of Object.entries(ROLES)) {
  test(`${role}: every page of the menu, and none beside it`, { timeout: 240_000 }, async () => {
    const { page, faults, context } = await open(browser, origin, { language: 'en' });
    page.setDefaultTimeout(LONG);
    const wrong = [];
    page.on('response', (answer) => {
      const { pathname } = new URL(answer.url());
      if (answer.status() >= 400 && pathname.startsWith('/api/')) {
        wrong.push(`${new URL(page.url()).pathname}: ${answer.request().method()} ${pathname} was refused with ${answer.status()}`);
      }
    });
    const check = async () => {
      await settled(page);
      const at = new URL(page.url()).pathname;
      wrong.push(...(await dead(page, menu)).map((one) => `${at}: ${one}`));
    };

    // One click, and the role is at its start.
    await page.goto('/sign-in');
    await page.locator('.signin-roles').getByRole('button', { name: new RegExp(`^${name}`) }).first().click();
    await page.waitForURL(`**${start}`);
    await settled(page);
    const nav = page.getByRole('navigation', { name: 'Navigation' }).first();
    const seen = await nav.getByRole('menuitem').allInnerTexts();
    assert.deepEqual(seen, menu.map((path) => TITLES[path]), 'the menu');

    for (const path of menu) {
      await nav.getByRole('menuitem', { name: TITLES[path] }).click();
      await page.waitForURL((url) => (path === '/' ? url.pathname === '/' : url.pathname.startsWith(path)));
      await check();
      if (path === '/operate') {
        const tabs = page.getByRole('navigation', { name: 'Operate' }).getByRole('link');
        for (let at = 1; at < (await tabs.count()); at += 1) {
          await tabs.nth(at).click();
          await check();
        }
      }
    }
    // What stands behind the lists.
    const behind = [
      ['/scenarios', '/scenarios/newborn-birth'],
      ['/applications', `/applications/${there.application}`],
      ['/tasks', `/tasks/${there.task}`],
      ['/simulate', '/simulate/new'],
    ];
    for (const [list, path] of behind) {
      if (!menu.includes(list)) continue;
      await go(page, path);
      await check();
    }

    // What is somebody else's says so, and whose.
    const others = Object.keys(TITLES).filter((path) => !menu.includes(path) && !(path === '/' && start !== '/'));
    for (const path of others) {
      await go(page, path);
      await page.getByText(`“${TITLES[path]}” is not for the role`).waitFor();
      await page.getByText('It is for:').waitFor();
      await page.getByRole('button', { name: 'To your start page' }).waitFor();
    }
    if (menu.includes('/operate')) {
      const tabs = await (async () => {
        await go(page, '/operate');
        const all = page.getByRole('navigation', { name: 'Operate' }).getByRole('link');
        await all.first().waitFor();
        return all.evaluateAll((links) => links.map((link) => link.getAttribute('href').split('/').at(-1)));
      })();
      const other = TABS.find((tab) => !tabs.includes(tab));
      if (other !== undefined) {
        await go(page, `/operate/${other}`);
        await page.getByText('is not for the role').waitFor();
        assert.deepEqual(await violations(page), []);
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

for (const role of ['operator', 'auditor']) {
  test(`${role}: reads what clerks have to do, and can do none of it`, { timeout: 120_000 }, async () => {
    const { page, faults, context } = await open(browser, origin, { role, language: 'en' });
    page.setDefaultTimeout(LONG);
    const wrong = [];
    page.on('response', (answer) => {
      const { pathname } = new URL(answer.url());
      if (answer.status() >= 400 && pathname.startsWith('/api/')) wrong.push(`${answer.status()} ${pathname}`);
    });
    const deeds = /^(Claim|Release|Take over|Reassign|Approve|Complete this step|Return for correction|Refuse|Do not accept|Begin special procedure)/;

    // A department is chosen, its tasks are listed; none of them is to be claimed.
    await page.goto('/tasks');
    await page.getByText('Choose a department to see what it has to do.').waitFor();
    await page.getByRole('combobox', { name: 'Department' }).fill('Health Commission');
    await page.locator('.ant-select-item-option', { hasText: 'Health Commission' }).click();
    await page.getByRole('list', { name: 'Tasks' }).waitFor();
    await page.getByText('To be read only').waitFor();
    assert.equal(await page.locator('.work-row').getByRole('button').count(), 0);
    await page.getByRole('radiogroup', { name: 'Claimed by' }).waitFor();
    assert.equal(await page.getByText(/^Mine/).count(), 0);
    assert.deepEqual(await violations(page), []);
    // Nor by the keyboard, once it is no longer the field's.
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('c');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Open', { exact: true }).waitFor();
    assert.equal(await page.getByRole('dialog').getByText('Claim', { exact: true }).count(), 0);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });

    await page.goto(`/tasks/${there.task}`);
    await page.getByRole('region', { name: 'Who has it' }).waitFor();
    await settled(page);
    assert.deepEqual(await page.locator('#content').getByRole('button', { name: deeds }).allInnerTexts(), []);
    await page.keyboard.press('a');
    assert.equal(await page.getByRole('dialog').count(), 0);
    // What people told is for those who may read it.
    assert.equal(await page.getByText('What this step decides on').count(), role === 'auditor' ? 1 : 0);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(wrong, []);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test('an applicant has one door, and the pages of staff say so', { timeout: 120_000 }, async () => {
  const { page, faults, context } = await open(browser, origin, { language: 'en' });
  page.setDefaultTimeout(LONG);
  const wrong = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400 && answer.url().includes('/api/')) wrong.push(`${answer.status()} ${answer.url()}`);
  });
  await page.goto('/sign-in');
  await page.getByRole('button', { name: /^Applicant/ }).click();
  await page.waitForURL('**/apply');
  await page.getByRole('heading', { level: 1 }).waitFor();
  for (const path of ['/track', '/apply/newborn-birth']) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
  }
  for (const path of ['/', '/designer', '/tasks', '/applications', '/simulate', '/operate']) {
    await (path === '/' ? page.goto(path) : go(page, path));
    await page.getByText(`“${TITLES[path]}” is not for the role Applicant`).waitFor();
  }
  await page.getByRole('link', { name: 'To your start page' }).click();
  await page.waitForURL('**/apply');
  assert.deepEqual(wrong, []);
  assert.deepEqual(faults, []);
  await context.close();
});
