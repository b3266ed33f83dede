/** Where something stands in a YAML text: keys from the root on; `[]` is any element of a list. */
export type Path = string[];

export interface Place {
  /** The mapping or list in which the cursor stands. */
  path: Path;
  /** The key whose value is being written, where it is one. */
  key: string | undefined;
  /** What of the word is written already. */
  word: string;
}

const KEY = /^(\s*)((?:-\s+)*)(?:"([^"]*)"|([^\s:#,{}[\]"]+))\s*:(?=\s|$)/;
const WORD = /[\p{L}\p{N}_.$@-]*$/u;

/** The place at an offset of a text; by indentation and by brackets, so that it is known while a line is unfinished. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lines = before.split('\n');
  const last = lines.at(-1) ?? '';
  const word = WORD.exec(last)?.[0] ?? '';
  const written = KEY.exec(last);
  const indent = (/^\s*(?:-\s+)*/.exec(last)?.[0] ?? '').length;
  const path = above(lines.slice(0, -1), indent, /^\s*-\s/.test(last));
  if (written === null) return { path: [...path, ...inFlow(last).path], key: inFlow(last).key, word };
  const key = written[3] ?? written[4] ?? '';
  const value = last.slice(written[0].length);
  const flow = inFlow(value);
  if (flow.open) return { path: [...path, key, ...flow.path], key: flow.key, word };
  return { path, key, word };
}

/** The keys above a column, from the root on. */
function above(lines: string[], column: number, inList: boolean): Path {
  const path: Path = inList ? ['[]'] : [];
  let limit = inList ? (/^\s*/.exec(' '.repeat(column))?.[0].length ?? 0) : column;
  if (inList) limit = Math.max(0, column - 2) + 1;
  for (let at = lines.length - 1; at >= 0 && limit > 0; at -= 1) {
    const line = lines[at] ?? '';
    if (/^\s*(#|$)/.test(line)) continue;
    const found = KEY.exec(line);
    const dashes = (found?.[2] ?? /^\s*((?:-\s+)*)/.exec(line)?.[1] ?? '').length;
    const margin = (/^\s*/.exec(line)?.[0] ?? '').length;
    const start = margin + dashes;
    if (found !== null && start < limit) {
      path.unshift(found[3] ?? found[4] ?? '');
      limit = start;
    }
    if (dashes > 0 && margin < limit) {
      if (start <= limit || found === null) path.unshift('[]');
      limit = margin + 1;
    }
  }
  return path;
}

/** Where the end of a line stands within `{ … }` and `[ … ]`. */
function inFlow(text: string): { path: Path; key: string | undefined; open: boolean } {
  const stack: { bracket: string; key: string | undefined }[] = [];
  let quote = '';
  let token = '';
  let key: string | undefined;
  for (const letter of text) {
    if (quote !== '') {
      if (letter === quote) quote = '';
      continue;
    }
    if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '{' || letter === '[') {
      stack.push({ bracket: letter, key });
      [key, token] = [undefined, ''];
    } else if (letter === '}' || letter === ']') {
      key = stack.pop()?.key;
      token = '';
    } else if (letter === ':') [key, token] = [token.trim(), ''];
    else if (letter === ',') [key, token] = [undefined, ''];
    else token += letter;
  }
  const path: Path = [];
  for (const { bracket, key: of } of stack) {
    if (of !== undefined) path.push(of);
    if (bracket === '[') path.push('[]');
  }
  return { path, key, open: stack.length > 0 };
}
