import type { GraphDocument } from '../../picture/graph';
import type { Label } from '../../language/words';
import type { KnownFact } from './case';

/** Something known, as it is shown. */
export interface Known {
  id: string;
  title: Label | undefined;
  value: string | null | undefined;
  how: string;
  /** Its value in words, where it is one of several. */
  option: Label | undefined;
  type: string | undefined;
  /** Of a number. */
  unit: string | undefined;
  isMaterial: boolean;
}

export function known({ id, title, kind, value, value_title, value_type, unit, how }: KnownFact): Known {
  return {
    id,
    title,
    value,
    how,
    option: value_title ?? undefined,
    type: value_type ?? undefined,
    unit: unit ?? undefined,
    isMaterial: kind === 'material',
  };
}

/** The party that a fact is of: `mother` of `mother.id_number`. */
function party(id: string): string {
  return id.includes('.') ? id.slice(0, id.indexOf('.')) : '';
}

/** Facts by the party they are of; titles name the party first, in both languages. */
export function byParty(
  facts: readonly Known[],
): { party: Label | undefined; facts: { fact: Known; title: Label | undefined }[] }[] {
  const groups = new Map<
    string,
    { party: Label | undefined; facts: { fact: Known; title: Label | undefined }[] }
  >();
  for (const fact of facts) {
    const at = party(fact.id);
    const { head, rest } = split(fact.title);
    const group = groups.get(at) ?? { party: head, facts: [] };
    group.party ??= head;
    group.facts.push({ fact, title: rest });
    groups.set(at, group);
  }
  return [...groups.values()];
}

function split(title: Label | undefined): { head: Label | undefined; rest: Label | undefined } {
  if (title === undefined) return { head: undefined, rest: undefined };
  const parts = (text: string) => /^(.+?)(?:：|: | · )(.+)$/.exec(text);
  const [zh, en] = [parts(title.zh), parts(title.en)];
  if (zh?.[1] === undefined || zh[2] === undefined || en?.[1] === undefined || en[2] === undefined) {
    return { head: undefined, rest: title };
  }
  return { head: { zh: zh[1], en: en[1] }, rest: { zh: zh[2], en: en[2] } };
}

/** Who tells of a fact that nobody fills in: the service that is asked, or the department whose work brings it. */
export function tellers(graph: GraphDocument | undefined): ReadonlyMap<string, Label> {
  const lanes = new Map(graph?.lanes.map((lane) => [lane.id, lane.title] as const));
  // A paper that one item gives and a later form wants is of the item, not of the form.
  const told = graph?.nodes.filter((node) => node.kind !== 'form') ?? [];
  return new Map(
    told.flatMap((node) => {
      const title = node.kind === 'task' ? (lanes.get(node.lane) ?? node.title) : node.title;
      return node.supplies.map((id) => [id, title] as const);
    }),
  );
}
