import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { ScenarioView } from './asked';

/** Answers by situation; an answer that is the first one is not written. */
export type Answers = Readonly<Record<string, readonly string[]>>;

/** Who applies stands among the answers, as in the interface of the server. */
export const APPLICANT = 'applicant';

interface Question {
  id: string;
  several: boolean;
  answers: readonly { id: string }[];
}

/** What can be chosen in a scenario: who applies, where several may, and its questions. */
export function questionsOf(scenario: ScenarioView): Question[] {
  const applicants = { id: APPLICANT, several: false, answers: scenario.applicants };
  return [...(scenario.applicants.length > 1 ? [applicants] : []), ...scenario.situations];
}

/** The answers that an address names, and what in it this scenario does not have. */
export function read(given: string, questions: readonly Question[]): { answers: Answers; strange: string[] } {
  const answers: Record<string, string[]> = {};
  const strange: string[] = [];
  for (const pair of given.split(',').filter(Boolean)) {
    const at = pair.indexOf('=');
    const question = questions.find((one) => one.id === pair.slice(0, at));
    const named = pair.slice(at + 1).split('+');
    const isKnown = (id: string) => question?.answers.some((answer) => answer.id === id);
    if (question && named.every(isKnown) && (question.several || named.length === 1))
      answers[question.id] = named;
    else strange.push(pair);
  }
  return { answers, strange };
}

/** Answers as the server takes them, in the order of the questions; what is as usual is left out. */
export function write(answers: Answers, questions: readonly Question[]): string {
  return questions
    .flatMap(({ id, answers: [first] }) => {
      const said = answers[id]?.join('+');
      return said === undefined || said === '' || said === first?.id ? [] : [`${id}=${said}`];
    })
    .join(',');
}

/** What is chosen on the page of a scenario. It is all in the address, so that a link shows the same. */
export function useChoice() {
  const [search, setSearch] = useSearchParams();
  return useMemo(
    () => ({
      of: (name: string) => search.get(name) ?? undefined,
      set: (changes: Record<string, string | undefined>) =>
        setSearch(
          (before) => {
            const now = new URLSearchParams(before);
            for (const [name, value] of Object.entries(changes)) {
              if (value === undefined || value === '') now.delete(name);
              else now.set(name, value);
            }
            return now;
          },
          { replace: true, preventScrollReset: true },
        ),
    }),
    [search, setSearch],
  );
}

export type Choice = ReturnType<typeof useChoice>;
