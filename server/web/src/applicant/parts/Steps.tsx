import { useWords } from '../../language/language';
import { words } from './words';

/** Where one is in a row of steps: all of them where there is room, else the present one and how many there are. */
export function Steps({ names, at }: { names: string[]; at: number }) {
  const say = useWords(words);
  return (
    <nav className="steps no-print" aria-label={say.steps}>
      <p className="steps-short">
        <span>{say.step(at + 1, names.length)}</span>
        <strong>{names[at]}</strong>
      </p>
      <div className="steps-bar" aria-hidden="true">
        {names.map((name, i) => (
          <span key={name} data-reached={i <= at || undefined} />
        ))}
      </div>
      <ol className="steps-all">
        {names.map((name, i) => (
          <li key={name} aria-current={i === at ? 'step' : undefined} data-done={i < at || undefined}>
            <span className="steps-number" aria-hidden="true">
              {i < at ? '✓' : i + 1}
            </span>
            {name}
            {i < at ? <span className="sr-only">（{say.done}）</span> : null}
          </li>
        ))}
      </ol>
    </nav>
  );
}
