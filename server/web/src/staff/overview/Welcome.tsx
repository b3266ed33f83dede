import { ArrowRightOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import type { components } from '../../api/schema';
import { useSay, useWords } from '../../language/language';
import { words } from './words';

/** The one-thing that people begin with. */
const FIRST = 'newborn-birth';

/** A server without applications: three ways to begin. */
export function Welcome({
  library,
  maySimulate,
}: {
  library: components['schemas']['ScenarioListed'][];
  maySimulate: boolean;
}) {
  const say = useWords(words);
  const told = useSay();
  const sound = library.filter((one) => one.sound);
  const first = sound.find((one) => one.id === FIRST) ?? sound[0];
  if (first === undefined) return null;
  const id = encodeURIComponent(first.id);
  const onward = (text: string) => (
    <span className="overview-onward">
      {text} <ArrowRightOutlined aria-hidden />
    </span>
  );
  const title = <small>{told(first.title)}</small>;
  const inside = ({ title: name, about, go }: { title: string; about: string; go: string }, at: number) => (
    <>
      <span className="overview-step" aria-hidden>
        {at}
      </span>
      <strong>{name}</strong>
      {title}
      <span>{about}</span>
      {onward(go)}
    </>
  );
  return (
    <section className="overview-welcome" aria-labelledby="overview-welcome">
      <h2 id="overview-welcome">{say.welcome}</h2>
      <p>{say.welcomeAbout}</p>
      <ol>
        <li>
          <a href={`/apply/${id}`}>{inside(say.steps.apply, 1)}</a>
        </li>
        <li>
          <Link to={`/scenarios/${id}`}>{inside(say.steps.look, 2)}</Link>
        </li>
        {maySimulate ? (
          <li>
            <Link to={`/simulate?scenario=${id}`}>{inside(say.steps.simulate, 3)}</Link>
          </li>
        ) : null}
      </ol>
    </section>
  );
}
