import type { FormView, Label, Scenario } from '../data/queries';

/** Answers of situations by name; `applicant` says who applies. */
export type Given = Record<string, string[]>;

/** A question that only the applicant can answer. */
export interface Question {
  id: string;
  ask: Label | undefined;
  several: boolean;
  options: { id: string; title: Label }[];
  why: 'who' | 'asked' | 'chosen';
}

/** What an optional service is answered with, in words of its own: the API says how it records it. */
const WANTED: Record<string, Label> = {
  chosen: { zh: '要', en: 'Yes' },
  left: { zh: '不要', en: 'No' },
};

/** Who applies, as the API names it among answers. */
export const WHO = 'applicant';

/**
 * The questions of a way, in the scenario's order: who applies where several may; what no data answers; and services
 * that may be left out. Everything else is told by departments and never asked.
 */
export function questions(scenario: Scenario, form: FormView): Question[] {
  const asked = new Set(form.fields.filter((field) => field.kind === 'question').map((field) => field.id));
  const optional = new Set(scenario.items.map((item) => `choose_${item.id}`));
  const who: Question = {
    id: WHO,
    ask: undefined,
    several: false,
    options: scenario.applicants,
    why: 'who',
  };
  const situations = scenario.situations
    .filter((situation) => asked.has(situation.id) || optional.has(situation.id))
    .map((situation): Question => ({
      id: situation.id,
      ask: situation.ask ?? undefined,
      several: situation.several,
      options: optional.has(situation.id)
        ? situation.answers.map(({ id, title }) => ({ id, title: WANTED[id] ?? title }))
        : situation.answers,
      why: asked.has(situation.id) ? 'asked' : 'chosen',
    }));
  return scenario.applicants.length > 1 ? [who, ...situations] : situations;
}

/** Answers as a query of the API has them: `a=x,b=y+z`. */
export function written(given: Given): string {
  return Object.entries(given)
    .filter(([, answers]) => answers.length > 0)
    .map(([situation, answers]) => `${situation}=${answers.join('+')}`)
    .join(',');
}

/** Answers that mean something to the present version of a scenario; others are of an older one. */
export function known(given: Given, scenario: Scenario): Given {
  const options = new Map(scenario.situations.map((one) => [one.id, one.answers.map((answer) => answer.id)]));
  options.set(
    WHO,
    scenario.applicants.map((one) => one.id),
  );
  return Object.fromEntries(
    Object.entries(given)
      .map(([id, answers]) => [id, answers.filter((answer) => options.get(id)?.includes(answer))] as const)
      .filter(([, answers]) => answers.length > 0),
  );
}

/** The first question that has no answer yet. */
export function unanswered(all: Question[], given: Given): Question | undefined {
  return all.find((question) => (given[question.id] ?? []).length === 0);
}

/** An answer as it stands by itself: scenarios write it as part of a sentence. */
export function standing(text: string): string {
  return text.charAt(0).toLocaleUpperCase('en') + text.slice(1);
}
