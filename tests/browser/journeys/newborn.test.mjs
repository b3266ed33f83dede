// The newborn one-thing, by pages alone: a mother on her phone in one window, the clerks of three departments one after
// the other in a second. From guidance to the last certificate, with one return and its correction on the way.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';

const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
const LONG = 60_000;
const PAPER = {
  name: '户口簿.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Nothing is against the page as it stands, and nothing stands out of it. */
async function sound({ page, faults }, what) {
  assert.deepEqual(await violations(page), [], what);
  assert.deepEqual(faults, [], what);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${what}: ${wider} px wider than the window`);
}

/** Who sits before the second window says who they are. */
async function become(page, who) {
  await page.getByRole('button', { name: /^当前身份/ }).click();
  await page.getByRole('menuitem', { name: who, exact: true }).click();
  await page.getByRole('button', { name: new RegExp(`^当前身份：?:? ?${who}`) }).waitFor();
}

/** From the worklist into a task of an application, found by the number that the mother says. */
async function enter(page, number, step) {
  await page.goto('/tasks');
  await page.getByRole('searchbox').fill(number);
  const row = page.locator('.work-row', { hasText: number }).filter({ hasText: step });
  // The list that is asked for has to be there before one goes on from it.
  await page.waitForURL(/\?q=/);
  await page.locator('.work-rows[aria-busy=false]').waitFor();
  await row.first().locator('a').click();
  await page.getByRole('heading', { level: 1, name: new RegExp(`^${step}`) }).waitFor();
  await page.getByRole('region', { name: '办理', exact: true }).waitFor();
}

/** Ends the task that is open, as what is asked before it is sent says. */
async function decide(page, step) {
  await page.locator('.deeds .ant-btn-primary').click();
  await page.getByRole('dialog').locator('.ant-btn-primary').click();
  await page.getByText(new RegExp(`已(通过|办结)“${step}”`)).waitFor();
}

async function does(page, number, step) {
  await enter(page, number, step);
  await decide(page, step);
}

test('a newborn, by pages alone, with a phone and a counter', { timeout: 240_000 }, async () => {
  const phone = await open(browser, origin, {
    role: `applicant:mother${randomInt(1e12)}`,
    width: 390,
    height: 844,
    phone: true,
  });
  const counter = await open(browser, origin, { role: 'clerk:health' });
  for (const { context } of [phone, counter]) context.setDefaultTimeout(LONG);
  const { page: mother } = phone;
  const { page: clerk } = counter;

  // Guidance, one form, a photograph, the check, the receipt.
  await mother.goto('/apply');
  await mother.getByRole('link', { name: '新生儿出生' }).click();
  await mother.getByRole('link', { name: '开始办理' }).click();
  await mother.getByRole('radio', { name: '母亲' }).check();
  await mother.getByRole('button', { name: '下一步' }).click();
  await mother.getByRole('radio', { name: '随母' }).check();
  await mother.getByRole('button', { name: '下一步' }).click();
  await mother.getByRole('button', { name: '开始填写' }).click();
  await mother.getByLabel('姓名').fill('王小明');
  await mother.getByLabel('收件地址').fill('幸福路 1 号');
  await mother.getByRole('button', { name: '下一步' }).click();
  await mother.locator('input[type=file][capture]').setInputFiles(PAPER);
  await mother.getByText('✓ 已上传').waitFor();
  await mother.getByRole('button', { name: '下一步' }).click();
  await mother.getByRole('checkbox').check();
  await mother.getByRole('button', { name: '提交申请' }).click();
  await mother.getByRole('heading', { level: 1, name: '申请已提交' }).waitFor();
  const number = await mother.locator('.number, .done-number, code').first().innerText();
  assert.match(number, /^\d{6}-[0-9A-Z]{4}-[0-9A-Z]{5}$/);
  await sound(phone, 'the receipt');
  await mother.getByRole('link', { name: '查看办理进度' }).click();
  await mother.getByRole('heading', { name: '各事项进度' }).waitFor();
  const id = new URL(mother.url()).pathname.split('/').at(-1);

  // The health commission accepts all of it, and sends one thing back.
  await does(clerk, number, '统一受理');
  await mother.getByRole('link', { name: '受理通知书' }).waitFor();
  await enter(clerk, number, '审查');
  await clerk.getByRole('button', { name: '退回补正' }).click();
  const back = clerk.getByRole('dialog');
  await back.getByRole('checkbox', { name: /新生儿 · 姓名/ }).check();
  await back.getByRole('button', { name: '填写有误，请核对后重新填写' }).click();
  await sound(counter, 'a return');
  await back.getByRole('button', { name: '退回', exact: true }).click();
  await clerk.getByText(/已退回申请人补正/).waitFor();

  // The mother is shown just that, and mends it.
  await mother.getByRole('link', { name: '去补正' }).click();
  await mother.getByText('需要补正的原因：填写有误，请核对后重新填写').waitFor();
  assert.equal(await mother.getByRole('textbox').count(), 1);
  await mother.getByLabel('姓名').fill('王晓明');
  await sound(phone, 'correcting');
  await mother.getByRole('button', { name: '提交补正' }).click();
  await mother.getByText('补正已提交').waitFor();
  await mother.getByRole('link', { name: '返回办件' }).click();

  // Certificate by certificate, department by department.
  await enter(clerk, number, '审查');
  await clerk.getByText('王晓明').first().waitFor();
  await decide(clerk, '审查');
  await does(clerk, number, '制证');
  await does(clerk, number, '制证');
  await mother.getByRole('link', { name: '查看证照' }).first().waitFor();
  await become(clerk, '公安局经办人');
  await does(clerk, number, '审查');
  await does(clerk, number, '制证');
  await become(clerk, '人力资源和社会保障局经办人');
  await does(clerk, number, '制卡');
  // The post takes its days: a tester lets them pass.
  await become(clerk, '测试人员');
  await clerk.goto(`/applications/${id}`);
  const clock = clerk.getByRole('region', { name: '沙盒时间' });
  for (let days = 0; days < 14 && !(await mother.getByText('全部办结').isVisible()); days += 1) {
    await clock.getByRole('button', { name: '+1 天' }).click();
    await mother.getByText('全部办结').waitFor({ timeout: 1_500 }).catch(() => {});
  }

  await mother.getByText('全部办结').waitFor();
  const certificates = mother.getByRole('link', { name: '查看证照' });
  await certificates.last().click();
  await mother.getByText('签发机关').waitFor();
  await mother.getByText(number).waitFor();
  await sound(phone, 'the last certificate');
  await mother.getByRole('link', { name: '返回办件' }).click();
  await mother.getByRole('radio', { name: '非常满意' }).check();
  await mother.getByRole('button', { name: '提交评价' }).click();
  await mother.getByText('感谢您的评价：非常满意').waitFor();
  await sound(phone, 'rated');
  assert.deepEqual(counter.faults, []);
  for (const { context } of [phone, counter]) await context.close();
});
