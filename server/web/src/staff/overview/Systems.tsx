import { CheckCircleFilled } from '@ant-design/icons';
import { Link } from 'react-router';
import { number } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import type { Incident } from './data';
import { isBad, troubled, type Standing, type State } from './standing';
import { words } from './words';

const MOST = 6;

/** Systems of departments: those that something waits for, and that the others are all right. */
export function Systems({
  systems,
  incidents,
  calls,
  mayOperate,
}: {
  systems: Standing[];
  incidents: Incident[];
  calls: Map<string, number> | undefined;
  mayOperate: boolean;
}) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const bad = troubled(systems, incidents, calls);
  const states = tally(systems);
  const isTold = calls !== undefined || states.length > 0;
  return (
    <section className="overview-panel" aria-labelledby="overview-systems">
      <header>
        <h2 id="overview-systems">{say.systems}</h2>
        {mayOperate ? <Link to="/operate/systems">{say.operate}</Link> : null}
      </header>
      <p className="overview-note">
        {say.systemsCount(number(systems.length, language))}
        {states.map(([state, count]) => (
          <span key={state} className={isBad(state) ? 'bad' : undefined}>
            {say.stateCount(say.states[state], number(count, language))}
          </span>
        ))}
      </p>
      {isTold && bad.length === 0 ? (
        <p className="overview-calm">
          <CheckCircleFilled aria-hidden /> {say.quiet}
        </p>
      ) : null}
      <ul className="overview-systems">
        {bad.slice(0, MOST).map(({ system, waiting, blocked }) => (
          <li key={system.id}>
            <span>{told(system.title)}</span>
            {isBad(system.state) && system.state ? <em className="bad">{say.states[system.state]}</em> : null}
            {blocked > 0 ? <em className="bad">{say.blocked(number(blocked, language))}</em> : null}
            {waiting > 0 ? <em>{say.waiting(number(waiting, language))}</em> : null}
          </li>
        ))}
      </ul>
      {bad.length > 0 ? (
        <p className="overview-note">
          {bad.length > MOST
            ? say.alsoTroubled(number(bad.length - MOST, language))
            : say.others(number(systems.length - bad.length, language))}
        </p>
      ) : null}
    </section>
  );
}

function tally(systems: Standing[]): [State, number][] {
  const by = new Map<State, number>();
  for (const { state } of systems) if (state !== undefined) by.set(state, (by.get(state) ?? 0) + 1);
  return [...by];
}
