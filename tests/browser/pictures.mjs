// A picture of every page, in both languages and at two widths, for a person to look through; what axe and the browser
// have against a page is written beside it.
// node pictures.mjs ORIGIN FOLDER [--lang zh,en] [--width 1440,390] [--only TEXT]
// It fills the server with what there is to see first, so it wants a development server that may be filled: it begins
// applications, makes a system fail, publishes a scenario, simulates, and lets time go on by a day.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, open, violations } from './browser.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lang: { type: 'string', default: 'zh,en' },
    width: { type: 'string', default: '1440,390' },
    only: { type: 'string', default: '' },
  },
});
const [origin = 'http://127.0.0.1:8080', folder = 'pictures'] = positionals;
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC';
const SOON_MS = 20_000;

async function call(role, method, path, body, headers = {}) {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { 'Onething-Role': role, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return { data: text === '' ? undefined : JSON.parse(text), tag: answer.headers.get('ETag') };
}

/** Puts on the server what the pages show; the names and ids by which they are found. */
async function fill() {
  const scenario = 'newborn-birth';
  const who = 'applicant:pictures';
  const begin = async () => (await call(who, 'POST', '/applications', { scenario, plan: 'joint' })).data.application;
  // One that is being filled in, and one that waits for a clerk.
  const [draft, handed] = [await begin(), await begin()];
  await call('tester', 'POST', '/clock/advance', { by: '10min' });
  const form = { 'child.name': '王小明', 'delivery.address': '幸福路 1 号' };
  const asked = await call(who, 'GET', `/applications/${handed}/form`);
  const materials = { 'home.household_book': { content: PICTURE } };
  await call(who, 'POST', `/applications/${handed}/submit`, { form, materials }, { 'If-Match': asked.tag });
  // Some of which come to a system that does not answer, where nothing may stand in for it.
  const { data: published } = await call('tester', 'GET', `/scenarios/${scenario}/text`);
  const bare = published.text
    .replace(`id: ${scenario}`, 'id: incidents-drill')
    .replace(/^title: .*$/m, 'title: { zh: 异常演练, en: Drill of incidents }')
    .replace(/\n {4}fallbacks: \[[^\]]*\]/g, '');
  await call('tester', 'PUT', '/scenarios/incidents-drill', { text: bare });
  await call('tester', 'PUT', '/systems/population/behaviour', { down: true });
  await call('tester', 'POST', '/applications/generated', { scenario: 'incidents-drill', count: 2, seed: 1 });
  await call('tester', 'POST', '/clock/advance', { by: '1d' });
  const { data: incidents } = await call('tester', 'GET', '/incidents?limit=1');
  await call('tester', 'PUT', '/systems/population/behaviour', {});
  await call('tester', 'PUT', '/systems/funerals/behaviour', { down: true });
  await call('tester', 'POST', '/applications/generated', { scenario: 'citizen-death', count: 6, seed: 3 });
  await call('tester', 'POST', '/applications/generated', { scenario, count: 12, seed: 5 });
  await call('tester', 'POST', '/clock/advance', { by: '50min' });
  const { data: view } = await call('tester', 'GET', `/applications/${handed}`);
  const task = view.tasks[0];
  const simulations = [];
  for (const seed of [1, 2]) {
    const request = { scenario, cases: 2_000, replications: 5, seed, against: 'separate' };
    simulations.push((await call('designer', 'POST', '/simulations', request)).data.id);
  }
  for (const id of simulations) {
    for (let turn = 0; turn < 100; turn += 1) {
      const { data } = await call('designer', 'GET', `/simulations/${id}`);
      if (!['queued', 'waiting', 'running'].includes(data.status)) break;
      await new Promise((over) => setTimeout(over, 500));
    }
  }
  const { data: text } = await call('designer', 'GET', `/scenarios/${scenario}/text`);
  await call('designer', 'PUT', '/drafts/pictures', { text: text.text }, { 'If-Match': '*' }).catch(() => {});
  return { scenario, who, draft, handed, task, simulations, stuck: incidents.items[0]?.application };
}

/** Every page: the name of its picture, who looks at it, and where it is. */
function pagesOf({ scenario, who, draft, handed, task, simulations, stuck }) {
  const clerk = `clerk:${task?.department ?? 'health'}`;
  const starts = [
    ['applicant', '/apply'],
    [clerk, '/tasks'],
    ...['designer', 'operator', 'administrator', 'auditor', 'tester'].map((role) => [role, '/']),
  ].map(([role, path]) => [`start-${role.split(':')[0]}`, role, path]);
  const apply = ['know', 'guide', 'list'].map((page) => [`apply-${page}`, who, `/apply/${scenario}?page=${page}`]);
  const begun = ['details', 'papers', 'check'].map((page) => [
    `apply-${page}`,
    who,
    `/apply/${scenario}?page=${page}&application=${draft}`,
  ]);
  const tabs = ['incidents', 'systems', 'versions', 'deliveries', 'people', 'store', 'clock'].map((tab) => [
    `operate-${tab}`,
    'tester',
    `/operate/${tab}`,
  ]);
  return [
    ...starts,
    ['library', 'designer', '/scenarios'],
    ['scenario-process-before', 'designer', `/scenarios/${scenario}?view=process&plan=separate`],
    ['scenario-process-after', 'designer', `/scenarios/${scenario}?view=process&plan=joint`],
    ['scenario-form', 'designer', `/scenarios/${scenario}?view=form`],
    ['scenario-compare', 'designer', `/scenarios/${scenario}?view=compare`],
    ['designer-drafts', 'designer', '/designer'],
    ['designer', 'designer', '/designer/pictures'],
    ...apply,
    ...begun,
    ['apply-done', who, `/apply/${scenario}?page=done&application=${handed}`],
    ['track-list', who, '/track'],
    ['track', who, `/track/${handed}`],
    ['worklist', clerk, '/tasks'],
    ...(task === undefined ? [] : [['task', clerk, `/tasks/${task.id}`]]),
    ['applications', 'tester', '/applications'],
    ['applications-generate', 'tester', '/applications', /批量生成办件|Generate applications/],
    ['run', 'tester', `/applications/${handed}`],
    ...(stuck === undefined ? [] : [['run-incident', 'operator', `/applications/${stuck}`]]),
    ['run-auditor', 'auditor', `/applications/${handed}`],
    ['run-operator', 'operator', `/applications/${handed}`],
    ['simulate', 'designer', '/simulate'],
    ['simulate-new', 'designer', '/simulate/new'],
    ['simulate-result', 'designer', `/simulate/${simulations[0]}`],
    ['simulate-compare', 'designer', `/simulate/compare?of=${simulations.join(',')}`],
    ...tabs,
    ['operate-answer', 'operator', '/operate/incidents', /^(人工应答|Answer by hand)/],
    ['operate-tokens', 'administrator', '/operate/tokens'],
    ['operate-fault', 'tester', '/operate/systems', /^(注入故障|Make it fail)/],
    ['sign-in', 'tester', '/sign-in'],
    ['not-yours', 'clerk:health', '/simulate'],
    ['not-found', 'tester', '/nowhere'],
  ];
}

async function take(browser, [name, role, path, press], { language, width }) {
  const phone = width < 600;
  const { page, faults, context } = await open(browser, origin, { role, language, width, height: phone ? 844 : 900, phone });
  // What the guide asks is answered, so that the pages behind it are there.
  if (name === 'apply-list') {
    await context.addInitScript(() => {
      const given = { applicant: ['mother'], household: ['with_mother'] };
      localStorage.setItem('onething.kept.guide.dev:applicant:pictures.newborn-birth', JSON.stringify(given));
    });
  }
  try {
    await page.goto(path, { waitUntil: 'domcontentloaded' });
    await page.locator('h1, [role=alert], .ant-result').first().waitFor({ timeout: SOON_MS });
    await page
      .waitForFunction(() => document.querySelector('.ant-skeleton, .skeleton, .ant-spin') === null, null, { timeout: SOON_MS })
      .catch(() => {});
    if (press !== undefined) await page.getByRole('button', { name: press }).first().click({ timeout: 10_000 });
    await page.waitForTimeout(1_200);
  } catch (cause) {
    faults.push(String(cause).split('\n')[0]);
  }
  const file = join(folder, `${name}-${language}-${width}.png`);
  // What scrolls within the frame is seen as far as a person sees it at once, and a little more.
  await page.screenshot({ path: file, fullPage: press === undefined });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 1) faults.push(`${wide} px too wide`);
  faults.push(...(await violations(page)));
  await context.close();
  for (const fault of faults) console.log(`${name} ${language} ${width}: ${fault}`);
}

mkdirSync(folder, { recursive: true });
const pages = pagesOf(await fill()).filter(([name]) => name.includes(values.only));
const browser = await launch();
for (const language of values.lang.split(',')) {
  for (const width of values.width.split(',').map(Number)) {
    for (const page of pages) await take(browser, page, { language, width });
  }
}
await browser.close();
console.log(`${pages.length} pages in ${folder}`);
