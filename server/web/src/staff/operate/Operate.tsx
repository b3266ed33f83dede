import { Alert, ConfigProvider } from 'antd';
import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from 'react';
import { Navigate, NavLink, useLocation } from 'react-router';
import { useWords } from '../../language/language';
import { useMe } from '../../session/me';
import { NotYours } from '../frame/NotYours';
import { PageHead } from '../frame/PageHead';
import { Loaded } from '../frame/State';
import { mayAct, seers, TABS, tabsOf, type Tab } from './may';
import { words } from './words';
import './operate.css';

/** What a tab is told: whether whoever looks at it may change something. */
export interface TabProps {
  mayAct: boolean;
}

const PARTS: Record<Tab, LazyExoticComponent<ComponentType<TabProps>>> = {
  incidents: lazy(() => import('./incidents/Incidents')),
  systems: lazy(() => import('./systems/Systems')),
  versions: lazy(() => import('./versions/Versions')),
  deliveries: lazy(() => import('./deliveries/Deliveries')),
  store: lazy(() => import('./store/Store')),
  clock: lazy(() => import('./clock/Clock')),
  tokens: lazy(() => import('./tokens/Tokens')),
};

/** What operators, administrators, auditors and testers have to do, by tabs; each only where the role may. */
export default function Operate() {
  const say = useWords(words);
  const me = useMe();
  const { pathname } = useLocation();
  const at = pathname.split('/')[2];
  return (
    <Loaded of={me}>
      {({ role }) => {
        const tabs = tabsOf(role);
        const first = tabs[0];
        if (first === undefined) return <Alert type="info" showIcon title={say.nothing} />;
        const tab = tabs.find((one) => one === at);
        const other = TABS.find((one) => one === at);
        if (other !== undefined && tab === undefined) {
          return <NotYours page={`${say.title} · ${say.tabs[other]}`} roles={seers(other)} />;
        }
        if (tab === undefined) return <Navigate to={`/operate/${first}`} replace />;
        const Part = PARTS[tab];
        return (
          // Two characters stay together, as the accessible names have them.
          <ConfigProvider button={{ autoInsertSpace: false }}>
            <div className="operate">
              <PageHead title={`${say.title} · ${say.tabs[tab]}`} />
              <nav aria-label={say.title} className="operate-tabs">
                {tabs.map((one) => (
                  <NavLink key={one} to={`/operate/${one}`}>
                    {say.tabs[one]}
                  </NavLink>
                ))}
              </nav>
              <Suspense fallback={<Coming />}>
                <Part mayAct={mayAct(tab, role)} />
              </Suspense>
            </div>
          </ConfigProvider>
        );
      }}
    </Loaded>
  );
}

function Coming() {
  return <Loaded of={{ data: undefined, error: undefined, refetch: () => {} }}>{() => null}</Loaded>;
}
