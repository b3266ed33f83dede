import { length, moment, number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { inBoth, type Language } from '../../../language/words';
import type { Behaviour } from './data';

const words = inBoth({
  zh: {
    usual: '照常',
    down: '停机，不应答',
    hangs: '照办，但不应答',
    fails: (n: string) => `失败 ${n} 次`,
    chance: (percent: string) => `每次有 ${percent}% 的可能失败`,
    why: (why: string) => `（“${why}”）`,
    latency: (span: string) => `应答用时 ${span}`,
    notFound: '查无结果',
    contradiction: '返回与实情不符的数据',
    answers: '返回指定的数据',
    until: (when: string) => `至 ${when}`,
    from: (when: string) => `自 ${when}`,
    when: '仅在条件成立时',
    open: '直到恢复正常',
    scopeThis: '只影响本件',
    scopeSome: (n: string) => `只影响 ${n} 件办件`,
    scopeAll: '影响全部办件',
    between: '，',
  },
  en: {
    usual: 'As usual',
    down: 'Down, no answer',
    hangs: 'Does it and never answers',
    fails: (n: string) => `Fails ${n} times`,
    chance: (percent: string) => `Fails with a chance of ${percent}%`,
    why: (why: string) => ` (“${why}”)`,
    latency: (span: string) => `Takes ${span} to answer`,
    notFound: 'Finds nothing',
    contradiction: 'Answers with what is not so',
    answers: 'Answers with given data',
    until: (when: string) => `until ${when}`,
    from: (when: string) => `from ${when}`,
    when: 'only where a condition holds',
    open: 'until it is put right',
    scopeThis: 'this application only',
    scopeSome: (n: string) => `${n} applications only`,
    scopeAll: 'all applications',
    between: ', ',
  },
});

const UNITS: Record<string, number> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** A length of time as scenarios write it, in milliseconds: `10min` → 600000; none where it is no such thing. */
export function milliseconds(span: string): number | undefined {
  const parts = [...span.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
}

/** Until when a behaviour holds; none: until somebody puts it right. */
export function end(
  { until, for: lasts, from }: Behaviour,
  since: string | null | undefined,
): string | undefined {
  if (until != null) return until;
  const span = lasts == null ? undefined : milliseconds(lasts);
  const begin = from ?? since;
  if (span === undefined || begin == null) return undefined;
  return new Date(Date.parse(begin) + span).toISOString();
}

function what(behaviour: Behaviour, say: (typeof words)['zh'], language: Language): string[] {
  const { down, hangs, fails, why, latency, answers } = behaviour;
  const told: string[] = [];
  if (down) told.push(say.down);
  if (hangs) told.push(say.hangs);
  if (fails != null) {
    const failing =
      typeof fails === 'object' && 'chance' in fails
        ? say.chance(number(Number(fails.chance) * 100, language, 1))
        : say.fails(number(Number(fails), language));
    told.push(failing + (why == null ? '' : say.why(why)));
  }
  if (latency != null) told.push(say.latency(length(milliseconds(latency) ?? 0, language)));
  if (answers != null) {
    const known = { not_found: say.notFound, contradiction: say.contradiction };
    told.push(known[answers as keyof typeof known] ?? say.answers);
  }
  return told.length === 0 ? [say.usual] : told;
}

/** Says a behaviour as people would: what it does, for how long, whom it hits (of whom `here` is one). */
export function useBehaviourSaid() {
  const say = useWords(words);
  const { language } = useLanguage();
  return (behaviour: Behaviour, since: string | null | undefined, here?: string) => {
    const until = end(behaviour, since);
    const hit = behaviour.applications;
    const scope =
      hit == null
        ? say.scopeAll
        : hit.length === 1 && hit[0] === here
          ? say.scopeThis
          : say.scopeSome(number(hit.length, language));
    return {
      what: what(behaviour, say, language).join(say.between),
      how: [
        ...(behaviour.from == null ? [] : [say.from(moment(behaviour.from, language))]),
        until === undefined ? say.open : say.until(moment(until, language)),
        scope,
        ...(behaviour.when == null ? [] : [say.when]),
      ].join(say.between),
    };
  };
}
