import {
  ApiOutlined,
  AppstoreOutlined,
  AuditOutlined,
  DashboardOutlined,
  EditOutlined,
  FileTextOutlined,
  LineChartOutlined,
  MenuOutlined,
  ReadOutlined,
  ToolOutlined,
} from '@ant-design/icons';
import { Alert, Button, Drawer, Layout, Menu } from 'antd';
import { Suspense, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { Link, Navigate, Outlet, useLocation, useNavigate, useNavigationType } from 'react-router';
import { isRefused } from '../../api/problem';
import { useReachable } from '../../api/reachable';
import { moment } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { useEnding } from '../../session/ending';
import { useMe } from '../../session/me';
import { useSession } from '../../session/session';
import { Boundary } from './Boundary';
import { NotYours } from './NotYours';
import { pages, sees, startOf } from './pages';
import { Failure, Loaded } from './State';
import { Who } from './Who';
import { words } from './words';
import './frame.css';

const ICONS: Record<string, ReactNode> = {
  '/': <DashboardOutlined />,
  '/scenarios': <AppstoreOutlined />,
  '/designer': <EditOutlined />,
  '/tasks': <AuditOutlined />,
  '/applications': <FileTextOutlined />,
  '/simulate': <LineChartOutlined />,
  '/operate': <ToolOutlined />,
};

/** The frame of staff pages: navigation by role, language, who acts, and whether the server is there. */
export function Frame() {
  const say = useWords(words);
  const reachable = useReachable();
  const [open, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const going = useNavigationType();
  const kind = useRef(going);
  kind.current = going;
  useEffect(() => setOpen(false), [pathname]);
  // A page that one goes to begins at its top; one that one comes back to is where the browser has left it.
  useLayoutEffect(() => {
    if (kind.current !== 'POP') window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <Layout className="frame">
      <a className="skip" href="#content">
        {say.skip}
      </a>
      <Layout.Header className="frame-header no-print">
        <Button
          className="frame-burger"
          type="text"
          icon={<MenuOutlined />}
          aria-label={say.menu}
          aria-expanded={open}
          onClick={() => setOpen(true)}
        />
        <Link to="/" className="frame-brand">
          <img src="/icon.svg" alt="" width={28} height={28} />
          <span>{say.product}</span>
        </Link>
        <span className="frame-space" />
        <LanguageSwitch />
        <Who />
      </Layout.Header>
      <Layout>
        <Layout.Sider width={208} className="frame-sider no-print" theme="light">
          <Navigation />
        </Layout.Sider>
        <Drawer
          placement="left"
          open={open}
          onClose={() => setOpen(false)}
          title={say.menu}
          size={260}
          styles={{ body: { padding: 0 } }}
        >
          <Navigation />
        </Drawer>
        <Layout.Content id="content" tabIndex={-1} ref={main} className="frame-content">
          {reachable ? null : <Alert type="warning" showIcon banner role="alert" title={say.gone} />}
          <Ending />
          <Boundary at={pathname}>
            <Suspense fallback={<Coming />}>
              <Allowed />
            </Suspense>
          </Boundary>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

/** Tells that one's sign-in is about to end, and that nothing is lost by it. */
function Ending() {
  const say = useWords(words);
  const { language } = useLanguage();
  const { pathname, search } = useLocation();
  const ending = useEnding();
  if (ending === undefined) return null;
  const again = (
    <Link to="/sign-in" state={{ from: pathname + search }}>
      {say.signInAgain}
    </Link>
  );
  return (
    <Alert
      type="warning"
      showIcon
      banner
      role="status"
      title={(ending.idle ? say.idle : say.ending)(moment(ending.at, language))}
      action={ending.idle || pathname === '/sign-in' ? undefined : again}
    />
  );
}

function Coming() {
  return <Loaded of={{ data: undefined, error: undefined, refetch: () => {} }}>{() => null}</Loaded>;
}

/** The page, where the role may see it. */
function Allowed() {
  const say = useWords(words);
  const me = useMe();
  const session = useSession();
  const { pathname, search } = useLocation();
  const page =
    pages.find((page) => page.path !== '/' && pathname.startsWith(page.path)) ??
    pages.find((p) => p.path === pathname);
  // Whoever is not known yet, or no longer, says who they are; then goes on to where they wanted.
  if (pathname === '/sign-in') return <Outlet />;
  if (session.ended || isRefused(me.error, 401))
    return <Navigate to="/sign-in" replace state={{ from: pathname + search }} />;
  if (me.error) return <Failure error={me.error} again={() => void me.refetch()} />;
  if (page === undefined) return <Outlet />;
  // A page asks for nothing before it is known whether it may.
  if (me.data === undefined) return <Coming />;
  if (sees(me.data.role, page)) return <Outlet />;
  // Who came without asking for a page goes where they have something to do.
  if (pathname === '/' && me.data.role === 'administrator')
    return <Navigate to={startOf('administrator')} replace />;
  return <NotYours page={say[page.title]} roles={page.roles} />;
}

function Navigation() {
  const say = useWords(words);
  const { language } = useLanguage();
  const me = useMe();
  const go = useNavigate();
  const { pathname } = useLocation();
  const seen = pages.filter((page) => sees(me.data?.role, page));
  const at = seen.filter((page) => page.path !== '/' && pathname.startsWith(page.path)).at(-1) ?? seen[0];
  return (
    <nav aria-label={say.menu}>
      <Menu
        mode="inline"
        selectedKeys={at === undefined || (at.path === '/' && pathname !== '/') ? [] : [at.path]}
        onClick={({ key }) => void go(key)}
        items={seen.map((page) => ({ key: page.path, icon: ICONS[page.path], label: say[page.title] }))}
      />
      <div className="frame-links">
        <a href="/apply">{say.apply}</a>
        <a href={`/guides?lang=${language}`}>
          <ReadOutlined aria-hidden /> {say.guides}
        </a>
        <a href="/api/docs">
          <ApiOutlined aria-hidden /> {say.api}
        </a>
      </div>
    </nav>
  );
}

function LanguageSwitch() {
  const { language, choose } = useLanguage();
  const say = useWords(words);
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <Button type="text" lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => choose(other)}>
      {say.language}
    </Button>
  );
}
