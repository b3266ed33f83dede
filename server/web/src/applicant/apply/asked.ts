import { useQuery } from '@tanstack/react-query';
import { askedOf, eventsOf, type Asked, type AskedFact, type Label } from '../data/queries';
import { standingBy } from '../data/story';

/** States of a fact that somebody else told. */
const TOLD = ['sign_in', 'call', 'result', 'step', 'message', 'operator'];

/** What is asked now, sorted by what is to be done about it. */
export interface Sorted {
  /** Fields of an open form. */
  fields: AskedFact[];
  /** Papers of an open form. */
  papers: AskedFact[];
  /** What has to be mended or added before anything else. */
  wanted: AskedFact[];
  /** Whether that is what offices did not tell, and no fault of who applies. */
  adds: boolean;
  /** Papers that were promised for later, behind the form. */
  promised: AskedFact[];
}

/** What has to be handed in again or added, until that is done with: also what was declared or promised meanwhile. */
const STANDING = ['supplement', 'correction'];

export function sorted(
  facts: Asked['facts'],
  standing: ReadonlyMap<string, string> = new Map<string, string>(),
): Sorted {
  const stands = (fact: AskedFact) => STANDING.includes(standing.get(fact.asked_by) ?? '');
  // What another source told meanwhile is not asked any more.
  const isOpen = (fact: AskedFact) => stands(fact) && !TOLD.includes(fact.state);
  const isWanted = (fact: AskedFact) => fact.state === 'wanted' || fact.state === 'redone' || isOpen(fact);
  const isPromised = (fact: AskedFact) => fact.state === 'deferred' && fact.asked_by === '';
  const form = facts.filter((fact) => !stands(fact) && !isWanted(fact) && !isPromised(fact));
  const wanted = facts.filter(isWanted);
  return {
    fields: form.filter((fact) => fact.kind === 'field'),
    papers: form.filter((fact) => fact.kind === 'material'),
    wanted,
    adds: wanted.every((fact) => standing.get(fact.asked_by) === 'supplement'),
    promised: facts.filter(isPromised),
  };
}

/** What is asked of the applicant of an application now, sorted; it is not known before what happened is. */
export function useSorted(id: string) {
  const asked = useQuery(askedOf(id));
  const events = useQuery(eventsOf(id));
  return {
    data: asked.data && events.data && sorted(asked.data.facts, standingBy(events.data)),
    error: asked.error ?? events.error,
    refetch: () => Promise.all([asked.refetch(), events.refetch()]),
  };
}

/** A paper that is there, promised or declared. */
export function settled(fact: AskedFact): boolean {
  return fact.state === 'deferred' || fact.state === 'declared' || hasPaper(fact);
}

/** A paper that is there; one that is wanted again is not, though the old one still is. */
export function hasPaper(fact: AskedFact): boolean {
  return fact.value != null && fact.state !== 'wanted';
}

const SEPARATOR = /\s*[：:·]\s*/;

/** A title in its two halves: of whom, and what. */
export function halves(title: string): { whose: string | undefined; what: string } {
  const at = SEPARATOR.exec(title);
  if (!at || at.index === 0) return { whose: undefined, what: title };
  return { whose: title.slice(0, at.index), what: title.slice(at.index + at[0].length) };
}

/** Facts by whom they are about, in the order in which they come. */
export function grouped(
  facts: AskedFact[],
  told: (label: Label) => string,
): { whose: string | undefined; facts: AskedFact[] }[] {
  const groups: { whose: string | undefined; facts: AskedFact[] }[] = [];
  for (const fact of facts) {
    const { whose } = halves(told(fact.title));
    const group = groups.find((one) => one.whose === whose);
    if (group) group.facts.push(fact);
    else groups.push({ whose, facts: [fact] });
  }
  return groups;
}

/** The id of a fact's control on a page. */
export function controlOf(fact: string): string {
  return `fact-${fact.replace(/[^\w-]/g, '-')}`;
}
