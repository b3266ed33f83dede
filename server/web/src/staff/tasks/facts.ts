import type { GraphDocument } from '../../picture/graph';
import type { Label } from '../../language/words';
import type { Happened } from '../applications/events';
import type { KnownFact } from './case';
import { optionOf, type FieldView, type Vocabulary } from './titles';

/** Something known, as it is shown. */
export interface Known {
  id: string;
  title: Label | undefined;
  value: string | null | undefined;
  how: string;
  /** Its value in words, where it is one of several. */
  option: Label | undefined;
  field: FieldView | undefined;
  isMaterial: boolean;
}

const HASH = /^[0-9a-f]{64}$/;

export function known(fact: KnownFact, words: Vocabulary): Known {
  const { id, title, value, how } = fact;
  const isMaterial = words.materials.has(id) || (value != null && HASH.test(value));
  const option = value == null ? undefined : optionOf(words, id, value);
  return { id, title, value, how, option, field: words.fields.get(id), isMaterial };
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

/** Which step of the process told a fact. */
export function tellers(graph: GraphDocument | undefined): ReadonlyMap<string, Label> {
  return new Map(graph?.nodes.flatMap((node) => node.supplies.map((id) => [id, node.title] as const)) ?? []);
}

/** Everything known of an application, by its events. */
export function allKnown(
  events: readonly Happened[],
): ReadonlyMap<string, { value: string | null; how: string }> {
  const all = new Map<string, { value: string | null; how: string }>();
  // What was typed is told once, when it was saved.
  const drafts = new Map<string, string>();
  for (const { event, fact, how, value, hash } of events) {
    if (fact === undefined) continue;
    if (event === 'drafted') drafts.set(fact, String(value));
    // A file is known by its hash.
    if (event === 'attached') drafts.set(fact, String(hash));
    if (event === 'known') {
      all.set(fact, {
        how: String(how),
        value: typeof value === 'string' ? value : (drafts.get(fact) ?? null),
      });
    }
  }
  return all;
}
