import { number } from '../../language/format';
import type { Language } from '../../language/words';
import { changeSaid } from './changes';
import type { Labels } from './labels';
import { kindOf, type Request, type Run } from './outcome';
import { words } from './words';

/** What was asked for, in short words: plans, changes, and what is not as usual. */
export function requestSaid(
  request: Request,
  labels: Labels,
  language: Language,
): { plans: string; details: string[] } {
  const say = words[language];
  const changes = request.what_if ?? [];
  const plan = labels.plan(request.plan ?? '');
  const plans = request.against == null ? plan : `${plan} ${say.into} ${labels.plan(request.against)}`;
  const cases = number(request.cases ?? 0, language);
  const isStaffing = kindOf({ request }) === 'staffing';
  const details = [isStaffing ? say.casesEach(cases) : say.cases(cases, request.replications ?? 0)];
  const beside = (request.scenarios ?? []).map((one) => labels.scenario(one.scenario));
  if (beside.length > 0) details.unshift(say.beside(beside.join(say.list2)));
  if (request.candidates != null) details.push(say.candidates(number(request.candidates, language)));
  if (request.budget != null) details.push(say.budget(request.budget));
  if (request.per_day != null) details.push(say.perDay(number(request.per_day, language, 2)));
  if (request.precision != null)
    details.push(say.precision(`${number(request.precision * 100, language, 2)} %`));
  if (request.warm_up != null) details.push(say.warmUp(request.warm_up));
  if (request.start != null) details.push(say.begins(request.start));
  if (request.seed !== undefined && request.seed !== 1) details.push(say.seed(request.seed));
  for (const given of request.given ?? []) {
    const [situation = '', answer = ''] = given.split('=');
    details.push(labels.answer(situation, answer).answer);
  }
  details.push(...changes.map((said) => changeSaid(said, labels, language)));
  return { plans, details };
}

/** The way to a new run like this one, where this much would be otherwise: `staff.police.officer=+1`. */
export function followed(run: Run, changes: readonly string[]): string {
  const query = new URLSearchParams({ from: run.id });
  for (const change of changes) query.append('what_if', change);
  return `/simulate/new?${query.toString()}`;
}
