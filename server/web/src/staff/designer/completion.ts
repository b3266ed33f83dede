import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { EditorView, Tooltip } from '@codemirror/view';
import type { Label, Language } from '../../language/words';
import { placeAt, type Path } from './place';
import { aboutKey, keysAt, valuesAt, type Schema } from './schema';

/** A name that files refer to. */
export interface Name {
  id: string;
  title: Label;
}

/** What completion and hints know of. */
export interface Known {
  schema: Schema;
  names: Readonly<Record<Kind, readonly Name[]>>;
}

export const KINDS = [
  'departments',
  'roles',
  'systems',
  'services',
  'licences',
  'materials',
  'elements',
  'calendars',
  'catalogues',
] as const;
export type Kind = (typeof KINDS)[number];

/** Keys whose value is a name, and of which kinds. */
const REFERS: Record<string, readonly Kind[]> = {
  department: ['departments'],
  lead: ['departments'],
  with: ['departments'],
  role: ['roles'],
  system: ['systems'],
  runs_on: ['systems'],
  call: ['services', 'licences'],
  calendar: ['calendars'],
  catalogue: ['catalogues'],
  fields: ['elements'],
  gives: ['elements'],
  known_from: ['elements'],
  materials: ['materials'],
  cancel: ['materials'],
  commit: ['materials'],
  verify: ['materials'],
};

function named(known: Known, key: string | undefined): Name[] {
  return (key === undefined ? [] : (REFERS[key] ?? [])).flatMap((kind) => known.names[kind]);
}

/** What may be written at the cursor: keys by the schema, closed words, and names of the catalogue and of this file. */
export function complete(
  context: CompletionContext,
  known: Known,
  language: Language,
): CompletionResult | null {
  const text = context.state.doc.toString();
  const { path, key, word } = placeAt(text, context.pos);
  if (!context.explicit && word === '' && key !== undefined) return null;
  const options =
    key === undefined && path.at(-1) !== '[]'
      ? keys(known, path, language)
      : values(text, known, path, key, language);
  return options.length === 0
    ? null
    : { from: context.pos - word.length, options, validFor: /^[\p{L}\p{N}_.$@-]*$/u };
}

function keys(known: Known, path: Path, language: Language): Completion[] {
  return keysAt(known.schema, path, language).map(({ name, about }) => ({
    label: name,
    detail: about,
    type: 'property',
    apply: `${name}: `,
  }));
}

function values(
  text: string,
  known: Known,
  path: Path,
  key: string | undefined,
  language: Language,
): Completion[] {
  // Of a list, the key that it is the value of.
  const of = key ?? path.filter((part) => part !== '[]').at(-1);
  if (of === undefined) return [];
  const above = key === undefined ? path.slice(0, path.lastIndexOf(of)) : path;
  const closed: Completion[] = valuesAt(known.schema, above, of, language).map(({ name, about }) => ({
    label: name,
    detail: about,
    type: 'enum',
  }));
  // Of a list, keys further up say what its names are of: `fields: { mother: [ … ] }`.
  const refers = [of, ...path.filter((part) => part !== '[]').reverse()].find((part) => part in REFERS);
  const names: Completion[] = named(known, refers).map(({ id, title }) => ({
    label: id,
    detail: title[language],
    type: 'constant',
  }));
  const own = of === 'after' ? items(text) : [];
  return [...closed, ...names, ...own];
}

/** The items of a file, by indentation: what is two columns behind `items:`. */
function items(text: string): Completion[] {
  const block = /^items:[^\n]*\n((?:[ #][^\n]*\n?|\n)*)/m.exec(text)?.[1] ?? '';
  return [...block.matchAll(/^ {2}([\w-]+):/gm)].map((found) => ({
    label: found[1] ?? '',
    type: 'variable',
  }));
}

/** What the word under the pointer means. */
export function explain(
  view: EditorView,
  position: number,
  known: Known,
  language: Language,
): Tooltip | null {
  const word = view.state.wordAt(position);
  if (word === null) return null;
  const text = view.state.doc.toString();
  const name = view.state.sliceDoc(word.from, word.to);
  const { path, key } = placeAt(text, word.from);
  const isKey = /^\s*:/.test(view.state.sliceDoc(word.to, word.to + 3));
  const said = isKey
    ? aboutKey(known.schema, path, name, language)
    : (named(known, key).find((one) => one.id === name)?.title[language] ?? '');
  if (said === '') return null;
  return {
    pos: word.from,
    end: word.to,
    create: () => {
      const dom = document.createElement('div');
      dom.className = 'editor-hint';
      dom.textContent = `${name} · ${said}`;
      return { dom };
    },
  };
}
