// The server goes and comes back while somebody works: the page says so, keeps what was typed, and goes on. A door
// before the server is shut and opened, so that pages meet what they meet when a server stops: nobody there.
import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';

const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
const LONG = 60_000;
const GONE = 'The server does not answer';

let browser;
let door;
before(async () => {
  browser = await launch();
  door = await doorTo(new URL(origin));
});
after(async () => {
  await browser?.close();
  await door?.shut();
});

/** Lets everything through to a server, until it is shut. */
async function doorTo(server) {
  const within = new Set();
  const through = createServer((asked, answer) => {
    const onward = request(
      { host: server.hostname, port: server.port, path: asked.url, method: asked.method, headers: asked.headers },
      (given) => {
        answer.writeHead(given.statusCode, given.headers);
        given.pipe(answer);
      },
    );
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  through.on('connection', (socket) => {
    within.add(socket);
    socket.on('close', () => within.delete(socket));
  });
  const listen = (port) => new Promise((open) => through.listen(port, '127.0.0.1', open));
  await listen(0);
  const { port } = through.address();
  return {
    origin: `http://127.0.0.1:${port}`,
    shut: () =>
      new Promise((over) => {
        through.close(over);
        for (const socket of within) socket.destroy();
      }),
    open: () => listen(port),
  };
}

async function call(role, method, path, body) {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { 'Onething-Role': role, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** A window whose requests may fail as long as the door is shut. */
async function windowOf(role) {
  const opened = await open(browser, door.origin, { role, language: 'en' });
  opened.page.setDefaultTimeout(LONG);
  return opened;
}

const told = (page) => page.getByText(GONE).first();

test('the run page: a fault that is being put together stays, and what happened meanwhile is there', { timeout: 180_000 }, async () => {
  const { applications } = await call('tester', 'POST', '/applications/generated', { scenario: 'newborn-birth', count: 1, seed: 1 });
  const [{ id }] = applications;
  const { page, faults, context } = await windowOf('tester');
  await page.goto(`/applications/${id}`);
  const tool = page.getByRole('region', { name: 'Inject a fault' });
  await tool.getByText('behave as usual').waitFor();
  await tool.getByRole('combobox', { name: 'Behaviour' }).click();
  await page.locator('.ant-select-item-option', { hasText: 'Answers with a failure' }).click();
  await tool.getByRole('spinbutton', { name: 'Failures' }).fill('7');
  const { sequence: before } = await call('tester', 'GET', `/applications/${id}`);

  await door.shut();
  // Whoever asks for something finds out at once; it is said, and asked for again by hand.
  await tool.getByRole('button', { name: 'Inject' }).click();
  await told(page).waitFor();
  assert.equal(await tool.getByRole('spinbutton', { name: 'Failures' }).inputValue(), '7');
  assert.deepEqual(await violations(page), []);
  // Life goes on elsewhere.
  await call('tester', 'POST', '/clock/advance', { by: '30min' });
  const { sequence: after } = await call('tester', 'GET', `/applications/${id}`);
  assert.ok(after > before, 'nothing happened meanwhile');

  await door.open();
  await page.getByRole('alert').filter({ hasText: GONE }).first().waitFor({ state: 'detached' });
  // What happened meanwhile is among the events, without a reload.
  await page.getByText('Every event').click();
  await page.locator('.event').first().waitFor();
  await page.waitForFunction(
    (count) => {
      const said = document.querySelector('section[aria-label="Events"] [role=status]')?.textContent ?? '';
      return Number(/of ([\d,]+)/.exec(said)?.[1]?.replaceAll(',', '')) >= count;
    },
    after,
    { timeout: LONG },
  );
  assert.equal(await tool.getByRole('spinbutton', { name: 'Failures' }).inputValue(), '7');
  await tool.getByRole('button', { name: 'Inject' }).click();
  await tool.getByText('Fails 7 times').waitFor();
  await tool.getByRole('button', { name: /^Take away/ }).click();
  await tool.getByText('behave as usual').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('operate: a token that is being filled in stays, and is given once the server is back', { timeout: 120_000 }, async () => {
  const { page, faults, context } = await windowOf('administrator');
  await page.goto('/operate/tokens');
  await page.getByRole('button', { name: 'Give out a token' }).first().click();
  const dialog = page.getByRole('dialog');
  const principal = `gone-${Date.now().toString(36)}`;
  await dialog.locator('#token-principal').fill(principal);
  await dialog.locator('#token-name').fill('Li Hua');
  await door.shut();
  await dialog.locator('.ant-btn-primary').click();
  await told(page).waitFor();
  assert.equal(await dialog.locator('#token-principal').inputValue(), principal);
  await door.open();
  await page.locator('.ant-alert-banner').waitFor({ state: 'detached' });
  assert.equal(await dialog.locator('#token-name').inputValue(), 'Li Hua');
  await dialog.locator('.ant-btn-primary').click();
  await page.getByRole('dialog').getByText(/ot_/).first().waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('the designer: what is written stays and is saved by itself once the server is back', { timeout: 120_000 }, async () => {
  const draft = `gone-${Date.now().toString(36)}`;
  const { text } = await call('designer', 'GET', '/scenarios/newborn-birth/text');
  const put = await fetch(`${origin}/api/v1/drafts/${draft}`, {
    method: 'PUT',
    headers: { 'Onething-Role': 'designer', 'Content-Type': 'application/json', 'If-Match': '*' },
    body: JSON.stringify({ text }),
  });
  assert.ok(put.ok, String(put.status));
  const { page, faults, context } = await windowOf('designer');
  await page.goto(`/designer/${draft}`);
  const editor = page.getByRole('textbox', { name: 'Scenario file' });
  await editor.waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  await door.shut();
  await editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('# written while nobody was there\n');
  await told(page).waitFor();
  assert.match(await editor.innerText(), /written while nobody was there/);
  await door.open();
  await page.locator('.ant-alert-banner').waitFor({ state: 'detached' });
  await page.getByText('Saved', { exact: true }).waitFor();
  assert.match((await call('designer', 'GET', `/drafts/${draft}`)).text, /^# written while nobody was there/);
  assert.deepEqual(faults, []);
  await context.close();
});
