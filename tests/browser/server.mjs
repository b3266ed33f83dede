// What happens beside the pages that a journey looks at: over the API, by who would do it.
import assert from 'node:assert/strict';

export const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';

/** One pixel, as a photograph of a paper. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Asks as somebody; fails where it is refused. */
export async function call(role, method, path, body, headers = {}) {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { 'Onething-Role': role, 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return { data: text === '' ? undefined : JSON.parse(text), tag: answer.headers.get('ETag') };
}

/** Lets sandbox time pass. */
export const advance = (by) => call('tester', 'POST', '/clock/advance', { by });

/** The task of a step of an application, as soon as it is there. */
export async function taskOf(id, step) {
  for (let turn = 0; turn < 120; turn += 1) {
    const { data } = await call('tester', 'GET', `/applications/${id}`);
    const task = data.tasks.find((one) => one.step === step);
    if (task) return task;
    await new Promise((over) => setTimeout(over, 250));
  }
  return assert.fail(`no task ${step}`);
}

/** A clerk does the task of a step, as soon as it is there. */
export async function does(id, step, verb = 'approve', body = {}) {
  const task = await taskOf(id, step);
  const role = `clerk:${task.department}`;
  const { tag } = await call(role, 'GET', `/tasks/${task.id}`);
  await call(role, 'POST', `/tasks/${task.id}/${verb}`, body, { 'If-Match': tag });
}

/** Somebody begins an application and hands it in. */
export async function handIn(who, scenario, { form = {}, materials = {}, answers = {}, later = [] } = {}) {
  const { data } = await call(who, 'POST', '/applications', { scenario, answers });
  const id = data.application;
  for (let turn = 0; turn < 120; turn += 1) {
    const { data: asked, tag } = await call(who, 'GET', `/applications/${id}/form`);
    if (asked.facts.length > 0) {
      const papers = Object.fromEntries(
        Object.entries(materials).map(([name, bytes]) => [name, { content: bytes.toString('base64') }]),
      );
      await call(who, 'POST', `/applications/${id}/submit`, { form, materials: papers, later }, { 'If-Match': tag });
      return id;
    }
    await new Promise((over) => setTimeout(over, 250));
  }
  return assert.fail('nothing is asked');
}

/** A birth, handed in. */
export const bornBy = (who, form = {}) =>
  handIn(who, 'newborn-birth', {
    form: { 'child.name': '王小明', 'delivery.address': '幸福路 1 号', ...form },
    materials: { 'home.household_book': PNG },
  });

/** The number by which people name an application. */
export const numberOf = async (id) => (await call('tester', 'GET', `/applications/${id}`)).data.number;
