import type { Asked, AskedFact, Label } from '../data/queries';

/** What is asked now, sorted by what is to be done about it. */
export interface Sorted {
  /** Fields of an open form. */
  fields: AskedFact[];
  /** Papers of an open form. */
  papers: AskedFact[];
  /** What has to be mended or added before anything else. */
  wanted: AskedFact[];
  /** Papers that were promised for later, behind the form. */
  promised: AskedFact[];
}

export function sorted(facts: Asked['facts']): Sorted {
  const isWanted = (fact: AskedFact) => fact.state === 'wanted' || fact.state === 'redone';
  const isPromised = (fact: AskedFact) => fact.state === 'deferred' && fact.asked_by === '';
  const form = facts.filter((fact) => !isWanted(fact) && !isPromised(fact));
  return {
    fields: form.filter((fact) => fact.kind === 'field'),
    papers: form.filter((fact) => fact.kind === 'material'),
    wanted: facts.filter(isWanted),
    promised: facts.filter(isPromised),
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
