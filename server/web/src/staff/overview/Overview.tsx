import { useRef } from 'react';
import { useWords } from '../../language/language';
import { useMe } from '../../session/me';
import { PageHead } from '../frame/PageHead';
import { Failure } from '../frame/State';
import { Attention } from './Attention';
import {
  useAsItHappens,
  useClock,
  useDepartments,
  useIncidents,
  useLibrary,
  useSystems,
  useWaiting,
  useWork,
} from './data';
import { Departments } from './Departments';
import { LiveMark } from './LiveMark';
import { may } from './may';
import { Now } from './Now';
import { Savings } from './Savings';
import { Systems } from './Systems';
import { useWall, WallButton } from './Wall';
import { Welcome } from './Welcome';
import { words } from './words';
import './overview.css';
import './wall.css';

/** One screen: what the library saves, how the work stands, and what somebody has to look at; live. */
export default function Overview() {
  const say = useWords(words);
  const me = useMe();
  const sees = may(me.data?.role);
  const work = useWork(sees.work);
  const incidents = useIncidents(sees.incidents);
  const calls = useWaiting(sees.calls);
  const systems = useSystems();
  const departments = useDepartments();
  const library = useLibrary();
  const clock = useClock();
  useAsItHappens(sees.work);
  const screen = useRef<HTMLDivElement>(null);
  const wall = useWall(screen);

  const isFresh =
    me.data?.role !== 'clerk' && work.data?.applications === 0 && work.data.closed.applications === 0;
  const failed = [work, incidents, calls, systems].find((one) => one.error && !one.data);
  return (
    <div ref={screen} className={`overview${wall.isUp ? ' wall' : ''}`}>
      <PageHead title={say.title} about={wall.isUp ? undefined : say.about}>
        <LiveMark updatedAt={clock.dataUpdatedAt} clock={clock.data} />
        <WallButton wall={wall} />
      </PageHead>
      {failed ? <Failure error={failed.error} again={() => void failed.refetch()} /> : null}
      {isFresh ? <Welcome library={library.data ?? []} maySimulate={sees.simulate} /> : null}
      {sees.work && !isFresh ? <Now work={work.data} /> : null}
      <div className="overview-main">
        <Savings library={library} />
        <div className="overview-side">
          {sees.work && work.data ? (
            <Attention work={work.data} incidents={incidents.data?.items} departments={departments.data} />
          ) : null}
          {sees.work && work.data && !isFresh ? (
            <Departments work={work.data} departments={departments.data} />
          ) : null}
          {systems.data ? (
            <Systems
              systems={systems.data}
              incidents={incidents.data?.items ?? []}
              calls={calls.data}
              mayOperate={sees.incidents}
            />
          ) : null}
        </div>
      </div>
    </div>
  );
}
