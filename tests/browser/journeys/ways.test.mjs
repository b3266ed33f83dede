// What does not go straight: an office that does not know something asks once more, a paper is promised for later, fees
// are paid, one service is taken back, results are collected, a draft is thrown away. On a phone.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';
import { call, does, handIn, origin, PNG } from '../server.mjs';

const PAPER = { name: '合同.png', mimeType: 'image/png', buffer: PNG };

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

async function window(who) {
  const opened = await open(browser, origin, { role: who, width: 390, height: 844, phone: true });
  opened.context.setDefaultTimeout(60_000);
  return opened;
}

async function sound({ page, faults }, what) {
  assert.deepEqual(await violations(page), [], what);
  assert.deepEqual(faults, [], what);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${what}: ${wider} px wider than the window`);
}

test('a home: asked once more, a paper later, fees, one service taken back', { timeout: 240_000 }, async () => {
  const who = `applicant:home${randomInt(1e12)}`;
  const opened = await window(who);
  const { page, context } = opened;
  await page.goto('/apply/home-transfer-with-utilities?page=guide');
  await page.getByRole('radio', { name: '没有' }).check();
  await page.getByRole('button', { name: '下一步' }).click();
  // Whether it goes on with questions of what may be done along with it depends on the scenario.
  const fill = page.getByRole('button', { name: '开始填写' });
  const next = page.getByRole('button', { name: '下一步' });
  const place = () => new URL(page.url()).searchParams;
  await page.waitForURL(/page=list|q=/);
  while (place().get('page') !== 'list') {
    const before = page.url();
    await page.locator('.choices').getByText('要', { exact: true }).click();
    await next.click();
    await page.waitForURL((url) => String(url) !== before);
  }
  await fill.click();
  await page.getByLabel('不动产权证号').waitFor();
  const id = new URL(page.url()).searchParams.get('application');
  await call('tester', 'PUT', '/systems/contracts.contract/behaviour', { answers: 'not_found', applications: [id] });

  await page.getByLabel('不动产权证号').fill('鲁（2026）淄博市不动产权第 0000001 号');
  await page.getByRole('radio', { name: '首套' }).check();
  await page.getByLabel('公民身份号码').fill('110105194912310020');
  await page.getByLabel('手机号').fill('13800138000');
  for (const name of ['用水户号', '用气户号', '用热户号']) await page.getByLabel(name).fill('1000001');
  await page.getByLabel('收件地址').fill('幸福路 1 号');
  // The number checks itself: the page goes to it.
  await next.click();
  await page.getByRole('alert').getByRole('link', { name: /末位是校验码/ }).click();
  assert.ok(await page.getByLabel('公民身份号码').evaluate((field) => field === document.activeElement));
  await page.getByLabel('公民身份号码').fill('11010519491231002x');
  await next.click();
  await page.getByRole('heading', { level: 1, name: '上传材料' }).waitFor();
  await page.locator('.paper', { hasText: '房屋买卖合同' }).locator('input[type=file]').last().setInputFiles(PAPER);
  await page.getByText('✓ 已上传').waitFor();
  const consent = page.locator('.paper', { hasText: '配偶同意' });
  await consent.getByRole('button', { name: /稍后补交/ }).click();
  await consent.getByText('您已选择稍后补交这份材料').waitFor();
  await sound(opened, 'a paper is promised');
  await next.click();
  await page.getByRole('heading', { level: 1, name: '请核对后提交' }).waitFor();
  await page.getByText('稍后补交').waitFor();
  await page.getByText('首套', { exact: true }).waitFor();
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('heading', { level: 1, name: '申请已提交' }).waitFor();
  await page.getByRole('link', { name: '查看办理进度' }).click();

  // The contract is not registered: the buyer is asked for what it would have told, and nothing else.
  await page.getByRole('link', { name: '去补正' }).or(page.getByRole('link', { name: '去补充' })).click();
  await page.getByLabel('网签合同编号').waitFor();
  assert.equal(await page.getByRole('textbox').count(), 2);
  await sound(opened, 'asked once more');
  await page.getByLabel('网签合同编号').fill('ZB-2026-000001');
  await page.getByLabel('成交价格').fill('1,000,000');
  await page.getByRole('button', { name: /^提交/ }).click();
  await page.getByRole('link', { name: '返回办件' }).click();

  await does(id, 'joint_acceptance');
  await page.getByText('应缴费用 80.00 元').first().waitFor();
  await page.getByRole('button', { name: '去缴费' }).click();
  await page.getByRole('dialog').getByText('模拟缴费').waitFor();
  await sound(opened, 'asked to pay');
  await page.getByRole('button', { name: '确认缴纳 80.00 元' }).click();
  await page.getByText('已缴费 80.00 元').waitFor();
  await sound(opened, 'paid');

  await page.getByRole('button', { name: '撤回申请' }).click();
  await page.getByRole('radio', { name: /用热过户/ }).check();
  await sound(opened, 'asked what to take back');
  await page.getByRole('dialog').getByRole('button', { name: '确定撤回' }).click();
  await page.locator('.lane', { hasText: '用热过户' }).getByText('撤件').first().waitFor();

  await page.getByRole('link', { name: '去补交' }).click();
  await page.getByRole('heading', { level: 1, name: '补交材料' }).waitFor();
  // By when is known as far as the calendar of working days goes.
  const { data: happened } = await call('tester', 'GET', `/applications/${id}/events`);
  const isDue = happened.turns.flatMap((turn) => turn.events).some((event) => event.event === 'timer_set' && event.kind.provisional);
  if (isDue) await page.getByText(/请在 .* 前补交/).waitFor();
  await sound(opened, 'a promised paper');
  await page.locator('input[type=file]').last().setInputFiles(PAPER);
  await page.getByText('材料已全部补交').waitFor();
  await page.getByRole('link', { name: '返回办件' }).click();
  for (const step of ['tax_payment.assess', 'title_transfer.review', 'title_transfer.record']) await does(id, step);
  await page.getByRole('link', { name: '查看证照' }).first().click();
  await page.getByText('持证人').waitFor();
  const [kept] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '保存为图片' }).click()]);
  assert.match(kept.suggestedFilename(), /\.png$/);
  await sound(opened, 'the title');
  await context.close();
});

test('results are collected at the office', { timeout: 120_000 }, async () => {
  const who = `applicant:shares${randomInt(1e12)}`;
  const id = await handIn(who, 'equity-transfer', {
    form: {
      'stake.price': '100000',
      'seller.id_number': '11010519491231002X',
      'seller.phone': '13800138000',
      'buyer.id_number': '110101199003070054',
      'buyer.phone': '13800138001',
    },
    materials: { 'stake.stake_contract': PNG, 'company.change_form': PNG, 'company.new_articles': PNG },
  });
  const opened = await window(who);
  await opened.page.goto(`/track/${id}`);
  await opened.page.getByRole('heading', { name: '各事项进度' }).waitFor();
  for (let turn = 0; turn < 12; turn += 1) {
    const { data } = await call('tester', 'GET', `/applications/${id}`);
    if (data.marking.some((mark) => mark.step === 'shareholder_change.collect' && mark.phase === 'open')) break;
    for (const task of data.tasks) await does(id, task.step);
    await new Promise((over) => setTimeout(over, 300));
  }
  await opened.page.getByRole('button', { name: '我已领取' }).waitFor();
  await sound(opened, 'to be collected');
  await opened.page.getByRole('button', { name: '我已领取' }).click();
  await opened.page.getByText('全部办结').waitFor();
  await sound(opened, 'collected');
  await opened.context.close();
});

test('a draft is thrown away', { timeout: 60_000 }, async () => {
  const who = `applicant:draft${randomInt(1e12)}`;
  const { data } = await call(who, 'POST', '/applications', { scenario: 'newborn-birth' });
  const opened = await window(who);
  await opened.page.goto('/track');
  await opened.page.getByRole('link', { name: /新生儿/ }).first().click();
  await opened.page.getByText('这份申请还没有提交。').first().waitFor();
  await opened.page.getByRole('button', { name: '放弃这份草稿' }).click();
  await opened.page.getByRole('dialog').getByRole('button', { name: '确定撤回' }).click();
  await opened.page.getByText(/已于 .* 撤回/).first().waitFor();
  assert.equal((await call('tester', 'GET', `/applications/${data.application}`)).data.status, 'withdrawn');
  assert.deepEqual(opened.faults, []);
  await opened.context.close();
});
