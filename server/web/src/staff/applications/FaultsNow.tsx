import { Button } from 'antd';
import { useSay, useWords } from '../../language/language';
import { useBehaviourSaid } from '../operate/systems/behaviour';
import type { Fault } from './faults';
import { words } from './runWords';

/** The faults that are injected now, as the server has them, each to be taken away. */
export function FaultsNow({
  faults,
  application,
  busy,
  takeAway,
}: {
  faults: readonly Fault[];
  application: string;
  /** The target that is just being put right. */
  busy: string | undefined;
  takeAway: (target: string) => void;
}) {
  const say = useWords(words);
  const told = useSay();
  const said = useBehaviourSaid();
  return (
    <>
      <h3 id="faults-now">{say.injectedNow}</h3>
      {faults.length === 0 ? (
        <p className="quiet">{say.noneInjected}</p>
      ) : (
        <ul className="injected" aria-labelledby="faults-now">
          {faults.map(({ target, system, service, behaviour, since }) => {
            const { what, how } = said(behaviour, since, application);
            const name = [told(system.title), service && told(service.title)].filter(Boolean).join(' · ');
            return (
              <li key={target}>
                <span>
                  <strong>{name}</strong>
                  <span className="injected-what">{what}</span>
                  <span className="quiet">{how}</span>
                </span>
                <Button size="small" loading={busy === target} onClick={() => takeAway(target)}>
                  {say.takeAway}
                  <span className="sr-only"> {name}</span>
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
