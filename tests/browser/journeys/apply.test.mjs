// A child is born, on a phone: from what one should know to the last certificate, with one return for correction that
// the applicant mends, and the rating. Clerks act over the API. Each run is by an applicant of its own, so that it does
// not matter what is on the server already.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';

const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PAPER = { name: '户口簿.png', mimeType: 'image/png', buffer: PNG };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** A window of an applicant who was never here; a slow machine is given its time. */
async function window(options) {
  const opened = await open(browser, origin, { role: `applicant:journey${randomInt(1e12)}`, ...options });
  opened.context.setDefaultTimeout(60_000);
  return opened;
}

async function call(role, method, path, body, headers = {}) {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { 'Onething-Role': role, 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return { data: text ? JSON.parse(text) : undefined, tag: answer.headers.get('ETag') };
}

const advance = (by) => call('tester', 'POST', '/clock/advance', { by });

/** A clerk does the task of a step, as soon as it is there. */
async function clerk(id, department, step, verb = 'approve', body = {}) {
  for (let turn = 0; turn < 60; turn += 1) {
    const { data } = await call('tester', 'GET', `/applications/${id}`);
    const task = data.tasks.find((one) => one.step === step);
    if (task) {
      const role = `clerk:${department}`;
      const { tag } = await call(role, 'GET', `/tasks/${task.id}`);
      await call(role, 'POST', `/tasks/${task.id}/${verb}`, body, { 'If-Match': tag });
      return;
    }
    await new Promise((over) => setTimeout(over, 250));
  }
  assert.fail(`no task ${step}`);
}

/** Nothing is against the page as it stands, and nothing stands out of it. */
async function sound(page, what) {
  assert.deepEqual(await violations(page), [], what);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${what}: ${wider} px wider than the window`);
}

/** From the first page to the open form. */
async function begun(page) {
  await page.goto('/apply');
  await page.getByRole('link', { name: '新生儿出生' }).click();
  await page.getByRole('link', { name: '开始办理' }).click();
  await page.getByRole('radio', { name: '母亲' }).check();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('radio', { name: '随母' }).check();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('button', { name: '开始填写' }).click();
  await page.getByLabel('姓名').waitFor();
}

test('a child is born, on a phone, to the last certificate', async () => {
  const { page, faults, context } = await window({ width: 390, height: 844, phone: true });
  await page.goto('/apply');
  await page.getByRole('heading', { level: 1, name: '您想办什么事' }).waitFor();
  await page.getByRole('searchbox').fill('新生儿');
  await page.getByText('共 1 件事').waitFor();
  await page.getByText('原来 61 项').waitFor();
  await sound(page, 'what can be done');
  await page.getByRole('link', { name: '新生儿出生' }).click();

  await page.getByRole('heading', { name: '一次办好这些事' }).waitFor();
  await sound(page, 'what one should know');
  await page.getByRole('link', { name: '开始办理' }).click();

  // One question a page; no answer is an error that is told on top, with the focus on what is wrong.
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('alert').getByRole('link', { name: '请选择一项' }).waitFor();
  assert.match(await page.title(), /^有误：/);
  assert.equal(await page.evaluate(() => document.activeElement.type), 'radio');
  await sound(page, 'a question without an answer');
  await page.getByRole('alert').getByRole('link').click();
  assert.equal(await page.evaluate(() => document.activeElement.type), 'radio');
  await page.getByRole('radio', { name: '母亲' }).check();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('radio', { name: '随母' }).check();
  // Going back keeps what was answered.
  await page.getByRole('link', { name: '上一步' }).click();
  assert.ok(await page.getByRole('radio', { name: '母亲' }).isChecked());
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('radio', { name: '随母' }).check();
  await page.getByRole('button', { name: '下一步' }).click();

  await page.getByRole('heading', { name: '为您办理 5 个事项' }).waitFor();
  await page.getByText('类信息由部门提供').click();
  await sound(page, 'the list');
  await page.getByRole('button', { name: '开始填写' }).click();

  await page.getByLabel('姓名').waitFor();
  await page.getByRole('button', { name: '下一步' }).click();
  const summary = page.getByRole('alert');
  await summary.getByRole('link', { name: '请填写“新生儿：姓名”' }).waitFor();
  assert.match(await page.title(), /^有误：/);
  assert.ok(await page.getByLabel('姓名').evaluate((field) => field === document.activeElement), 'the first wrong field');
  await sound(page, 'the form with errors');
  await summary.getByRole('link', { name: '请填写“新生儿：姓名”' }).click();
  await page.keyboard.type('王小明');
  assert.equal(await page.getByLabel('姓名').inputValue(), '王小明');
  await page.getByLabel('收件地址').fill('张店区幸福路 1 号');
  await page.getByLabel('姓名').focus();
  await page.getByText('已自动保存').waitFor();

  // A reload loses nothing.
  await page.reload();
  await page.getByLabel('姓名').waitFor();
  assert.equal(await page.getByLabel('姓名').inputValue(), '王小明');
  assert.equal(await page.getByLabel('收件地址').inputValue(), '张店区幸福路 1 号');
  await page.getByRole('button', { name: '下一步' }).click();

  await page.getByRole('heading', { level: 1, name: '上传材料' }).waitFor();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('alert').getByRole('link', { name: '请上传“落户的家庭：户口簿”' }).waitFor();
  await sound(page, 'a paper is missing');
  assert.equal(await page.locator('input[type=file][capture=environment]').count(), 1);
  await page.locator('input[type=file]').first().setInputFiles({ ...PAPER, mimeType: 'text/plain', name: 'a.txt' });
  await page.locator('.paper').getByText('请上传照片（JPG、PNG）或 PDF 文件').waitFor();
  await page.locator('input[type=file]').first().setInputFiles(PAPER);
  await page.getByText('✓ 已上传').waitFor();
  await page.reload();
  await page.getByRole('button', { name: '查看大图' }).click();
  await page.getByRole('dialog').waitFor();
  await sound(page, 'a paper, looked at');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '下一步' }).click();

  await page.getByRole('heading', { level: 1, name: '请核对后提交' }).waitFor();
  await page.getByText(/已为您填好 \d+ 项/).click();
  await page.getByText('人口基本信息').first().waitFor();
  await sound(page, 'checking');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('alert').getByRole('link', { name: '请先确认内容真实并同意使用' }).waitFor();
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '提交申请' }).click();

  await page.getByRole('heading', { level: 1, name: '申请已提交' }).waitFor();
  const id = new URL(page.url()).searchParams.get('application');
  await page.getByText((await call('tester', 'GET', `/applications/${id}`)).data.number).waitFor();
  await page.getByText(/卫生健康委员会正在办理全部 5 个事项（统一受理）(，最迟 .* 前告知是否受理)?。/).waitFor();
  await sound(page, 'the receipt');
  await page.getByRole('link', { name: '查看办理进度' }).click();
  await page.getByRole('heading', { name: '各事项进度' }).waitFor();
  await sound(page, 'following');

  // What clerks do is seen without a reload.
  await clerk(id, 'health', 'joint_acceptance');
  await page.getByRole('link', { name: '受理通知书' }).waitFor();
  await clerk(id, 'health', 'birth_certificate.review', 'return', {
    wanted: [{ id: 'child.name', why: '与出生医学记录不符' }],
  });
  await page.getByRole('link', { name: '去补正' }).click();
  await page.getByText('需要补正的原因：与出生医学记录不符').waitFor();
  assert.equal(await page.getByRole('textbox').count(), 1);
  await sound(page, 'correcting');
  await page.getByLabel('姓名').fill('');
  await page.getByRole('button', { name: '提交补正' }).click();
  await page.getByRole('alert').getByRole('link', { name: '请填写“新生儿：姓名”' }).waitFor();
  await page.getByLabel('姓名').fill('王晓明');
  await page.getByRole('button', { name: '提交补正' }).click();
  await page.getByText('补正已提交').waitFor();
  await sound(page, 'corrected');
  await page.getByRole('link', { name: '返回办件' }).click();

  await page.getByRole('link', { name: '补正告知书' }).click();
  await page.getByRole('heading', { level: 1, name: '补正告知书' }).waitFor();
  await page.getByText(/^..+（母亲）$/).waitFor();
  await page.getByText('理由：与出生医学记录不符').waitFor();
  await page.getByText('与出生医学记录不符').first().waitFor();
  await sound(page, 'a notice');
  await page.getByRole('link', { name: '返回办件' }).click();
  await page.getByRole('button', { name: '撤回申请' }).click();
  await page.getByRole('dialog').getByText('撤回后不能恢复').waitFor();
  await sound(page, 'asked whether to withdraw');
  await page.getByRole('button', { name: '取消' }).click();

  await clerk(id, 'health', 'birth_certificate.review');
  await clerk(id, 'health', 'birth_certificate.issue');
  await page.getByRole('link', { name: '查看证照' }).click();
  await page.getByText('持证人').waitFor();
  await page.getByText('王晓明（新生儿）').waitFor();
  await sound(page, 'a certificate');
  // On paper there is the certificate, and none of the page around it.
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.getByText('签发机关').isVisible());
  assert.ok(!(await page.getByRole('link', { name: '我的办件', includeHidden: true }).isVisible()));
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length, 1, 'one sheet of A4');
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('link', { name: '返回办件' }).click();

  await clerk(id, 'health', 'vaccination_record.issue');
  await clerk(id, 'police', 'household_registration.review');
  await clerk(id, 'police', 'household_registration.issue');
  await advance('1d');
  await clerk(id, 'human_resources', 'social_security_card.make_card');
  await advance('10d');

  await page.getByText('全部办结').waitFor();
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.getByText('请选择一个评价').waitFor();
  await sound(page, 'to be rated');
  await page.getByRole('radio', { name: '非常满意' }).check();
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.getByText('感谢您的评价：非常满意').waitFor();
  await sound(page, 'done');
  const { data } = await call('tester', 'GET', `/applications/${id}`);
  assert.equal(data.rated, 5);
  assert.deepEqual([...new Set(data.items.map((item) => item.status))], ['approved']);

  await page.getByRole('link', { name: '我的办件' }).click();
  await page.getByText('5 个事项，已办结 5 个').waitFor();
  await page.getByText(data.number).waitFor();
  await sound(page, 'my applications');
  assert.deepEqual(faults, []);
  await context.close();
});

test('with nothing but the keyboard, to the receipt', async () => {
  const { page, faults, context } = await window({ width: 1280, height: 900 });
  /** Goes on from place to place until one is of this name, and sees that it is marked. */
  const reach = async (name) => {
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const place = document.activeElement;
        const label = place.labels?.[0]?.innerText ?? '';
        const shown = place.matches(':focus-visible');
        return { name: `${place.getAttribute('aria-label') ?? ''} ${label} ${place.innerText}`, shown };
      });
      if (at.name.includes(name)) return assert.ok(at.shown, `${name} is marked`);
    }
    return assert.fail(`${name} is not reached`);
  };
  const press = async (name, key = 'Enter') => {
    await reach(name);
    await page.keyboard.press(key);
  };
  await page.goto('/apply');
  await page.getByText('原来 61 项').waitFor();
  await press('新生儿出生');
  await page.getByRole('heading', { name: '一次办好这些事' }).waitFor();
  await press('开始办理');
  await page.getByRole('radio', { name: '母亲' }).waitFor();
  await press('母亲', 'Space');
  await press('下一步');
  await page.getByRole('radio', { name: '随母' }).waitFor();
  await press('随母', 'Space');
  await press('下一步');
  await page.getByRole('button', { name: '开始填写' }).waitFor();
  await press('开始填写');
  await page.getByLabel('姓名').waitFor();
  await reach('姓名');
  await page.keyboard.type('李明');
  await reach('收件地址');
  await page.keyboard.type('人民路 8 号');
  await press('下一步');
  await page.getByRole('heading', { level: 1, name: '上传材料' }).waitFor();
  await page.waitForLoadState('load');
  const choosing = page.waitForEvent('filechooser');
  await press('选择文件');
  await (await choosing).setFiles(PAPER);
  await page.getByText('✓ 已上传').waitFor();
  await press('下一步');
  await page.getByRole('heading', { level: 1, name: '请核对后提交' }).waitFor();
  await press('我确认以上内容真实', 'Space');
  await press('提交申请');
  await page.getByRole('heading', { level: 1, name: '申请已提交' }).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('what is typed while the server is gone is kept, and goes there once it is back', async () => {
  const { page, context } = await window({ width: 390, height: 844, phone: true });
  await begun(page);
  await context.route('**/api/v1/**', (route) => route.abort());
  await context.route('**/healthz', (route) => route.abort());
  await page.getByLabel('姓名').fill('赵小河');
  await page.getByLabel('收件地址').focus();
  await page.getByText('已保存在这台设备上').first().waitFor();
  await sound(page, 'the server is gone');
  await context.unroute('**/api/v1/**');
  await context.unroute('**/healthz');
  await page.getByText('已自动保存').waitFor({ timeout: 15_000 });
  const id = new URL(page.url()).searchParams.get('application');
  const { data } = await call('tester', 'GET', `/applications/${id}/form`);
  assert.equal(data.facts.find((fact) => fact.id === 'child.name').value, '赵小河');
  await context.close();
});

test('an answer with which it cannot be done is explained, and can be taken back', async () => {
  const { page, faults, context } = await window({ language: 'en', width: 320, height: 700, phone: true });
  await page.goto('/apply/citizen-death?page=guide');
  await page.getByRole('button', { name: 'Large print' }).click();
  await page.getByRole('radio').last().check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { level: 1, name: 'This cannot be done online in one go' }).waitFor();
  await page.getByText('legalised and translated').waitFor();
  await sound(page, 'stopped');
  await page.getByRole('link', { name: 'Change the last answer' }).click();
  await page.getByRole('radio').first().check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Question 2').waitFor();
  await sound(page, 'on the way again');
  assert.deepEqual(faults, []);
  await context.close();
});
