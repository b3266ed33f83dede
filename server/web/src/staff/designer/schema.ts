import type { Language } from '../../language/words';
import type { Path } from './place';

/** What of JSON Schema our files use. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  description?: string;
  enum?: (string | number | boolean)[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  required?: string[];
}

function resolved(root: Schema, schema: Schema): Schema[] {
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    return target === undefined ? [] : resolved(root, target);
  }
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap((one) => resolved(root, one));
  return [schema];
}

/** The schemas that may hold at a place. */
export function schemasAt(root: Schema, path: Path): Schema[] {
  let now = resolved(root, root);
  for (const part of path) {
    const next = now.flatMap((schema) => {
      if (part === '[]') return schema.items ? [schema.items] : [];
      const own = schema.properties?.[part];
      if (own !== undefined) return [own];
      return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
    });
    now = next.flatMap((schema) => resolved(root, schema));
  }
  return now;
}

export interface Proposal {
  name: string;
  about: string;
}

/** The keys that may stand at a place. */
export function keysAt(root: Schema, path: Path, language: Language): Proposal[] {
  const keys = new Map<string, string>();
  for (const schema of schemasAt(root, path)) {
    for (const [name, of] of Object.entries(schema.properties ?? {})) {
      if (!keys.has(name)) keys.set(name, about(of, language));
    }
  }
  return [...keys].map(([name, text]) => ({ name, about: text }));
}

/** The closed words that may be the value of a key. */
export function valuesAt(root: Schema, path: Path, key: string, language: Language): Proposal[] {
  const of = schemasAt(root, [...path, key]);
  const listed = of.flatMap((schema) => (schema.items ? resolved(root, schema.items) : []));
  const values = [...of, ...listed].flatMap((schema) => (schema.enum ?? []).map(String));
  const flags = of.some((schema) => schema.type === 'boolean') ? ['true', 'false'] : [];
  const text = aboutKey(root, path, key, language);
  return [...new Set([...values, ...flags])].map((name) => ({ name, about: text }));
}

/** What a key means. */
export function aboutKey(root: Schema, path: Path, key: string, language: Language): string {
  for (const schema of schemasAt(root, path)) {
    const own = schema.properties?.[key];
    if (own !== undefined && own.description !== undefined) return about(own, language);
  }
  return '';
}

/** A description is in Chinese, then in English on the next line. */
function about(schema: Schema, language: Language): string {
  const [zh = '', en = ''] = (schema.description ?? '').split('\n');
  return language === 'zh' ? zh : en || zh;
}
