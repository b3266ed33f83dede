import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useSay, useWords } from '../../../language/language';
import { Loaded } from '../../frame/State';
import { useCount, type CountView } from '../asked';
import type { Viewed } from '../view';
import { words as common } from '../words';
import { Figure } from './Figure';
import { words } from './words';
import './count.css';

/** Every figure of the first plan and of the last one, down to the lines and the rules by which it is counted. */
export default function Count({ scenario, given, names, choice }: Viewed) {
  const [first, last] = [scenario.plans[0], scenario.plans.at(-1)];
  const before = useCount(scenario.id, first?.id ?? '', given);
  const after = useCount(scenario.id, last?.id ?? '', given);
  return (
    <Loaded of={before.data ? after : before}>
      {(to) => (
        <Figures
          scenario={scenario}
          before={before.data ?? to}
          after={to}
          names={names}
          choice={choice}
          busy={before.isPlaceholderData || after.isPlaceholderData}
        />
      )}
    </Loaded>
  );
}

function Figures({
  scenario,
  before,
  after,
  names,
  choice,
  busy,
}: Omit<Viewed, 'given'> & { before: CountView; after: CountView; busy: boolean }) {
  const say = useWords(words);
  const said = useWords(common);
  const told = useSay();
  // The one that the address names is open; others as people open them.
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set([choice.of('counted') ?? '']));
  const [named, setNamed] = useState(choice.of('counted'));
  if (choice.of('counted') !== named) {
    setNamed(choice.of('counted'));
    setOpen(new Set([...open, choice.of('counted') ?? '']));
  }
  const figures = after.figures.filter((figure) => {
    const was = before.figures.find(({ id }) => id === figure.id);
    // What is nothing under either plan has nothing to show.
    return figure.value !== 0 || (was !== undefined && was.value !== 0);
  });
  const isOpen = figures.every(({ id }) => open.has(id));
  const plan = (id: string) => told(scenario.plans.find((one) => one.id === id)?.title ?? { zh: id, en: id });
  const turn = (id: string, to: boolean) => {
    const next = new Set(open);
    if (to) next.add(id);
    else next.delete(id);
    setOpen(next);
  };
  return (
    <section className="sc-paper sc-count" aria-label={say.figures} aria-busy={busy}>
      <header className="sc-head-row">
        <div>
          <h2>{say.figures}</h2>
          <p>{say.about}</p>
        </div>
        <span className="sc-count-version">{say.version(after.rules)}</span>
        <Button
          className="no-print"
          size="small"
          onClick={() => setOpen(new Set(isOpen ? [] : figures.map(({ id }) => id)))}
        >
          {isOpen ? say.fold : say.all}
        </Button>
      </header>
      <p className="sr-only" role="status">
        {busy ? said.updating : ''}
      </p>
      {after.stop ? <Alert type="warning" showIcon title={say.stops} description={told(after.stop)} /> : null}
      <ul className="sc-count-figures">
        {figures.map((figure) => (
          <Figure
            key={figure.id}
            before={before.figures.find(({ id }) => id === figure.id)}
            after={figure}
            plans={before === after ? [plan(after.plan)] : [plan(before.plan), plan(after.plan)]}
            names={names}
            open={open.has(figure.id)}
            turn={(to) => turn(figure.id, to)}
          />
        ))}
      </ul>
    </section>
  );
}
