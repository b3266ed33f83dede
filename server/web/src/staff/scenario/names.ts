import { useMemo } from 'react';
import { useLanguage } from '../../language/language';
import type { Label } from '../../language/words';
import type { GraphDocument } from '../../picture/graph';
import { useDepartments, useForm, useGraph, useSystems, type FormView, type ScenarioView } from './asked';
import { vias } from './words';

/** What the names of a scenario are called. */
export interface Names {
  /** What a name is called; the name itself where nobody told. */
  of: (id: string) => string;
  /** What a name is called; nothing where nobody told. */
  known: (id: string) => string | undefined;
  /** A text of the engine with the names in it told. */
  text: (label: Label) => string;
}

type Told = Map<string, Label>;

function fromForm(told: Told, form: FormView | undefined): void {
  for (const one of [...(form?.fields ?? []), ...(form?.materials ?? [])]) {
    const isQuestion = 'kind' in one && one.kind === 'question';
    told.set(isQuestion ? `${one.id}?` : one.id, one.title);
  }
}

/** What the item of one member of a party is called: `birth_certificate_2`. */
function ofMember(told: Told, id: string): Label | undefined {
  const [, base = '', member] = /^(.+)_(\d+)$/.exec(id) ?? [];
  const label = told.get(base);
  return label && { zh: `${label.zh} ${member}`, en: `${label.en} ${member}` };
}

function fromGraph(told: Told, graph: GraphDocument | undefined): void {
  for (const lane of graph?.lanes ?? []) told.set(lane.id, lane.title);
  for (const node of graph?.nodes ?? []) {
    if (node.calls && !told.has(node.calls)) told.set(node.calls, node.title);
    // A service that tells one thing is called after it.
    const [only] = node.calls && node.supplies.length === 1 ? node.supplies : [];
    if (only !== undefined && !told.has(only)) told.set(only, node.title);
    const [item] = node.items.length === 1 ? node.items : [];
    const title = item === undefined ? undefined : (told.get(item) ?? ofMember(told, item));
    const isSaid = title === undefined || node.title.zh.includes(title.zh);
    told.set(
      node.id,
      isSaid ? node.title : { zh: `${title.zh} · ${node.title.zh}`, en: `${title.en} · ${node.title.en}` },
    );
  }
}

// A name with a dot, a low line or a question mark cannot be a word of a sentence.
const NAME = /[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*\??/g;
const PARTY = /(?<=[(,] ?)[a-z_]+(?=[,)])/g;
const WORD = /(?<=← )[a-z_]+$|(?<=← )[a-z_]+(?=\()/g;

/** Parties by their names: the label of what is told about a party begins with the party's. */
function partiesIn(told: Told): Told {
  const parties: Told = new Map();
  for (const [id, label] of told) {
    const [party = '', rest] = id.split('.');
    if (rest === undefined || id.includes('(') || !label.zh.includes(' · ')) continue;
    parties.set(party, { zh: label.zh.split(' · ')[0] ?? '', en: label.en.split(' · ')[0] ?? '' });
  }
  return parties;
}

/** Everything that is called something: items, questions, what is asked, services, systems, departments, steps. */
export function useNames(scenario: ScenarioView, plans: readonly string[], given: string): Names {
  const { language } = useLanguage();
  const departments = useDepartments().data;
  const systems = useSystems().data;
  const [first = '', last = ''] = [plans[0], plans.at(-1)];
  const [formBefore, formAfter] = [
    useForm(scenario.id, first, given).data,
    useForm(scenario.id, last, given).data,
  ];
  const [before, after] = [useGraph(scenario.id, first, given).data, useGraph(scenario.id, last, given).data];
  return useMemo(() => {
    const told: Told = new Map();
    for (const department of departments ?? []) told.set(department.id, department.title);
    for (const system of systems ?? []) {
      told.set(system.id, system.title);
      for (const service of system.services) told.set(service.id, service.title);
    }
    for (const party of scenario.applicants) told.set(`${party.id}`, party.title);
    for (const situation of scenario.situations)
      if (situation.ask) told.set(`${situation.id}?`, situation.ask);
    for (const item of scenario.items) told.set(item.id, item.title);
    const fromForms: Told = new Map();
    fromForm(fromForms, formBefore);
    fromForm(fromForms, formAfter);
    for (const [id, label] of fromForms) told.set(id, label);
    fromGraph(told, before);
    fromGraph(told, after);
    const words: Record<string, string> = vias[language];
    const said = (label: Label) => label[language] || label.zh;
    const parties = partiesIn(new Map([...fromForms, ...told]));
    const of = (id: string): string => {
      const label = told.get(id) ?? told.get(`${id}?`) ?? parties.get(id) ?? ofMember(told, id);
      if (label !== undefined) return said(label);
      const dot = id.indexOf('.');
      const party = dot < 0 ? undefined : parties.get(id.slice(0, dot));
      return party === undefined ? (words[id] ?? id) : `${said(party)} · ${id.slice(dot + 1)}`;
    };
    const known = (id: string) => (told.has(id) || told.has(`${id}?`) ? of(id) : undefined);
    const text = (label: Label) => {
      const whole = said(label);
      if (told.has(whole)) return of(whole);
      return whole
        .replace(NAME, (name) => (/[._?]/.test(name) ? of(name) : name))
        .replace(PARTY, (party) => of(party))
        .replace(WORD, (word) => words[word] ?? word)
        .replace(/(?<= \/ )(apply|collect)$/, (word) => words[word] ?? word);
    };
    return { of, known, text };
  }, [language, departments, systems, scenario, formBefore, formAfter, before, after]);
}
