import { useSay, useWords } from '../../../language/language';
import type { Happened } from './happened';
import { words } from './words';

/** What happened between two plans, in a few sentences. */
export function Changes({ happened }: { happened: Happened }) {
  const say = useWords(words);
  const told = useSay();
  const { forms, merged, automatic, calls, collected, side, gone } = happened;
  const lines = [
    forms.from === forms.to ? '' : say.forms(forms.from, forms.to),
    ...merged.map(({ into, of }) => say.merged(of.length, told(into.title))),
    automatic.length === 0 ? '' : say.automatic(automatic.length),
    calls.length === 0 ? '' : say.calls(calls.length),
    collected.from <= collected.to
      ? ''
      : collected.delivered && collected.to === 0
        ? say.delivered(collected.from)
        : say.collected(collected.from, collected.to),
    side.to > side.from ? say.side(side.from, side.to) : '',
    gone.length === 0 ? '' : say.gone(gone.length),
  ].filter(Boolean);
  return (
    <section className="sc-changes" aria-label={say.happened}>
      <h2>{say.happened}</h2>
      {lines.length === 0 ? (
        <p>{say.same}</p>
      ) : (
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What the outlines of the picture mean. */
export function Legend() {
  const say = useWords(words);
  const signs = [
    ['form', say.legendForm],
    ['task', say.legendTask],
    ['automatic', say.legendAuto],
    ['call', say.legendCall],
    ['special', say.legendSpecial],
    ['handoff', say.legendHandoff],
  ] as const;
  return (
    <ul className="sc-legend" aria-label={say.legend}>
      {signs.map(([sign, title]) => (
        <li key={sign}>
          <span className={`sc-sign sc-sign-${sign}`} aria-hidden />
          {title}
        </li>
      ))}
    </ul>
  );
}
