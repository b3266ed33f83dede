// The overview, signing in and operating, as people go through them; on a fresh server and on a used one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';

const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
const PATIENCE = { timeout: 60_000 };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** A window of somebody, closed once the way through is done; nothing may have gone wrong in it. */
async function as(role, way, options = {}) {
  const { page, faults, context } = await open(browser, origin, { role, language: 'en', ...options });
  page.setDefaultTimeout(PATIENCE.timeout);
  page.setDefaultNavigationTimeout(PATIENCE.timeout);
  try {
    await way(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** Nothing is wrong with the page, once what moves in has come to rest. */
async function sound(page) {
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((moving) => moving.effect.getComputedTiming().endTime !== Infinity)
        .map((moving) => moving.finished.catch(() => {})),
    ),
  );
  assert.deepEqual(await violations(page), []);
}

/** Asks the server beside the page. */
async function api(method, path, role, body) {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { 'Onething-Role': role, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

test('the overview shows what is saved, is live, and fills a screen', () =>
  as('tester', async (page) => {
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor(PATIENCE);
    const card = page.getByRole('listitem').filter({ hasText: 'A child is born' }).filter({ hasText: 'Forms' });
    await card.getByRole('rowheader', { name: 'Trips' }).waitFor(PATIENCE);
    assert.match(await card.innerText(), /Forms\s+5\s+→ 1\s+.*80%/s);
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor(PATIENCE);
    await sound(page);

    await page.getByText('Which measures save most').click();
    await page.getByRole('rowheader', { name: 'One form' }).waitFor(PATIENCE);
    const file = page.waitForEvent('download', PATIENCE);
    await page.getByRole('button', { name: 'XLSX' }).click();
    assert.equal((await file).suggestedFilename(), 'portfolio.xlsx');
    await sound(page);

    // Something happens, and the page says so by itself.
    await api('POST', '/applications', 'applicant:home-journey', { scenario: 'newborn-birth' });
    const { applications } = await api('GET', '/overview', 'tester');
    const tile = page.getByRole('link', { name: /^Open applications/ });
    await tile.getByText(applications.toLocaleString('en-GB'), { exact: true }).waitFor(PATIENCE);

    await page.getByRole('button', { name: 'Full screen' }).click();
    await page.getByRole('button', { name: 'Leave full screen' }).waitFor(PATIENCE);
    const small = await page.evaluate(() =>
      [...document.fullscreenElement.querySelectorAll('*')]
        .filter((part) => part.children.length === 0 && part.textContent.trim() !== '')
        .filter((part) => parseFloat(getComputedStyle(part).fontSize) < 14)
        .map((part) => part.textContent),
    );
    assert.deepEqual(small, []);
    await sound(page);
    await page.getByRole('button', { name: 'Leave full screen' }).click();
    await card.getByRole('link', { name: 'Process and comparison: A child is born' }).click();
    await page.waitForURL('**/scenarios/newborn-birth');
  }));

test('each role sees on the overview what it may', async () => {
  await as('clerk:health', async (page) => {
    await page.goto('/');
    await page.getByRole('link', { name: /^Open applications/ }).waitFor(PATIENCE);
    assert.equal(await page.getByRole('link', { name: /^Incidents/ }).count(), 0);
    await sound(page);
  });
  await as('designer', async (page) => {
    await page.goto('/');
    await page.getByRole('rowheader', { name: 'Trips' }).first().waitFor(PATIENCE);
    assert.equal(await page.getByRole('link', { name: /^Open applications/ }).count(), 0);
    await sound(page);
  });
});

test('signing in: a role with one click, a wrong token refused, a right one known', () =>
  as(undefined, async (page) => {
    await page.goto('/sign-in');
    await page.getByRole('button', { name: /^Auditor/ }).waitFor(PATIENCE);
    await sound(page);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'Paste a token.' }).waitFor(PATIENCE);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'token');

    const field = page.getByLabel('Token', { exact: true });
    await field.fill('ot_of-nobody');
    await field.press('Enter');
    await page.getByRole('alert').filter({ hasText: /token/i }).waitFor(PATIENCE);
    await sound(page);

    const principal = `journey-${Date.now()}`;
    const { token, id } = await api('POST', '/tokens', 'administrator', {
      principal,
      name: 'Li of the night shift',
      role: 'operator',
    });
    await field.fill(token);
    await field.press('Enter');
    await page.getByRole('heading', { name: 'Signed in' }).waitFor(PATIENCE);
    await page.getByText('Li of the night shift').first().waitFor(PATIENCE);
    await sound(page);
    await page.getByRole('button', { name: 'Go on', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor(PATIENCE);
    await api('DELETE', `/tokens/${id}`, 'administrator');

    // A token that is refused from now on leads back to where one signs in.
    await page.goto('/operate');
    await page.waitForURL('**/sign-in', PATIENCE);
  }));

test('tokens: given out once, then revoked', () =>
  as('administrator', async (page) => {
    await page.goto('/operate');
    await page.getByRole('button', { name: 'Give out a token' }).click(PATIENCE);
    const dialog = page.getByRole('dialog', { name: 'Give out a token' });
    await dialog.getByRole('button', { name: 'Give out' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'token-department');
    await sound(page);
    await dialog.getByLabel('Department').fill('Health');
    await page.keyboard.press('Enter');
    const name = `Zhang ${Date.now()}`;
    await dialog.getByLabel('Id', { exact: true }).fill('zhang.health');
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByRole('button', { name: 'Give out' }).click();
    const given = page.getByRole('dialog', { name: 'The token is given out' });
    await given.waitFor(PATIENCE);
    assert.match(await given.getByLabel('Token', { exact: true }).inputValue(), /^ot_/);
    await sound(page);
    await given.getByRole('button', { name: 'I have kept it; close' }).click();
    await page.getByRole('button', { name: `Revoke: ${name}` }).click(PATIENCE);
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByRole('row').filter({ hasText: name }).getByText('Revoked').waitFor(PATIENCE);
    await sound(page);
  }));

test('a system is made to fail and is as usual again', () =>
  as('tester', async (page) => {
    await page.goto('/operate/systems');
    await page.getByLabel('Find a system or department').fill('Gas');
    await page.getByRole('button', { name: 'Make it fail: Gas service system' }).click(PATIENCE);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Fails/ }).check();
    await dialog.getByRole('radio', { name: 'By chance', exact: true }).check();
    await dialog.getByRole('radio', { name: 'For a time', exact: true }).check();
    await sound(page);
    await dialog.getByRole('button', { name: 'Make it so' }).click();
    await page.getByRole('status').filter({ hasText: 'Gas service system: fails from now on' }).waitFor(PATIENCE);
    await page.getByRole('button', { name: 'As usual again: Gas service system' }).click();
    await page.getByRole('status').filter({ hasText: 'as usual again' }).waitFor(PATIENCE);
    await sound(page);
  }));

test('the store is verified, a migration is looked at, and nothing is begun', async () => {
  await as('auditor', async (page) => {
    await page.goto('/operate/store');
    await page.getByRole('button', { name: 'Verify now' }).click(PATIENCE);
    await page.getByText('All is whole').waitFor({ timeout: 120_000 });
    await sound(page);
    await page.getByRole('link', { name: 'Versions and migrations' }).click();
    await page.getByRole('heading', { name: 'Published versions' }).waitFor(PATIENCE);
    assert.equal(await page.getByRole('button', { name: /^Check a migration/ }).count(), 0);
  });
  await as('operator', async (page) => {
    await page.goto('/operate/versions');
    await page.getByRole('button', { name: 'Check a migration: A child is born' }).click(PATIENCE);
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Can be moved:|has no open application/).waitFor(PATIENCE);
    await sound(page);
  });
});

test('time goes on for testers, and operators see what there is to mend', async () => {
  await as('tester', async (page) => {
    await page.goto('/operate/clock');
    const { now } = await api('GET', '/clock', 'tester');
    await page.getByRole('button', { name: '+ 10 min' }).click(PATIENCE);
    await page.getByRole('status').getByText(/^It is .* now$/).waitFor(PATIENCE);
    const passed = new Date((await api('GET', '/clock', 'tester')).now) - new Date(now);
    assert.ok(passed >= 600_000, `${passed} ms`);
    await sound(page);
  });
  await as('operator', async (page) => {
    await page.goto('/operate');
    await page.getByRole('heading', { name: 'Open incidents' }).waitFor(PATIENCE);
    await page.getByText('No incidents').or(page.getByRole('button', { name: /^Retry/ }).first()).waitFor(PATIENCE);
    await sound(page);
    await page.getByRole('link', { name: 'Deliveries' }).click();
    await page.getByRole('heading', { name: 'Deliveries of notifications' }).waitFor(PATIENCE);
    await sound(page);
  });
});
