import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSay, useWords } from '../../language/language';
import { markedGraphOf, type Application } from '../data/queries';
import { ButtonLink } from '../parts/Button';
import { Heading } from '../parts/Heading';
import { Loaded } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { words } from './words';

/** After so long it is said that one may leave. */
const SLOW_MS = 8_000;

/** What offices are telling: each piece as it comes, so that nobody waits before an empty page. */
export function Gather({ application }: { application: Application }) {
  const say = useWords(words);
  const told = useSay();
  const graph = useQuery(markedGraphOf(application.id));
  const [slow, set] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => set(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <Heading>{say.gatherTitle}</Heading>
      <p className="lead">{say.gatherAbout}</p>
      <div role="status">
        {slow ? (
          <Notice kind="info">
            <p>{say.gatherSlow}</p>
          </Notice>
        ) : null}
      </div>
      <Loaded of={graph}>
        {({ graph, marking }) => {
          const phases = new Map(marking.map((mark) => [mark.step, mark.phase]));
          const lanes = new Map(graph.lanes.map((lane) => [lane.id, lane.title]));
          const calls = graph.nodes.filter(
            (node) => node.kind === 'call' && ['open', 'done'].includes(phases.get(node.id) ?? ''),
          );
          return (
            <section className="card">
              <ul className="ticks">
                {calls.map((node) => {
                  const phase = phases.get(node.id);
                  const lane = lanes.get(node.lane);
                  return (
                    <li key={node.id}>
                      <span aria-hidden="true">{phase === 'done' ? '✓' : <span className="spinner" />}</span>
                      <span>
                        {told(node.title)}
                        <span className="small block">
                          {lane ? told(lane) : ''} · {phase === 'done' ? say.got : say.getting}
                        </span>
                      </span>
                    </li>
                  );
                })}
              </ul>
            </section>
          );
        }}
      </Loaded>
      {slow ? (
        <div className="actions">
          <ButtonLink kind="second" to="/track">
            {say.leave}
          </ButtonLink>
        </div>
      ) : null}
    </>
  );
}
