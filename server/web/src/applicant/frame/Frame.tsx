import { Suspense, useEffect } from 'react';
import { NavLink, Outlet, useLocation } from 'react-router';
import { useReachable } from '../../api/reachable';
import { moment } from '../../language/format';
import { useLanguage, useWords } from '../../language/language';
import { useEnding } from '../../session/ending';
import { useDevelopmentRoles } from '../../session/me';
import { speakAs, useSession } from '../../session/session';
import { Loading } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { Boundary } from './Boundary';
import { useElder } from './elder';
import { ReadAloud } from './ReadAloud';
import { SignedIn } from './SignedIn';
import { words } from './words';

/** The frame of the applicant's pages: where one is, language, larger type, and whether the server is there. */
export function Frame() {
  const say = useWords(words);
  const reachable = useReachable();
  const roles = useDevelopmentRoles();
  const session = useSession();
  const { pathname, search } = useLocation();
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {say.skip}
      </a>
      <Top />
      <Header />
      <main id="content" tabIndex={-1} className="content">
        <div role="status">{reachable ? null : <Notice kind="warning">{say.gone}</Notice>}</div>
        <Ending />
        <SignedIn>
          <Boundary at={pathname + search}>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </Boundary>
        </SignedIn>
      </main>
      <footer className="foot no-print">
        <p>{say.foot}</p>
        {roles.data === undefined ? null : <p className="foot-warning">{say.development}</p>}
        <p className="foot-links">
          <a href="/">{say.staff}</a>
          <a href="/api/docs">{say.docs}</a>
          {session.token === undefined ? null : (
            <button type="button" className="link" onClick={() => speakAs({}, true)}>
              {say.signOut}
            </button>
          )}
        </p>
      </footer>
    </div>
  );
}

/** Tells that one's sign-in is about to end, and that nothing is lost by it. */
function Ending() {
  const say = useWords(words);
  const { language } = useLanguage();
  const ending = useEnding();
  return (
    <div role="status">
      {ending === undefined ? null : (
        <Notice kind="warning">{(ending.idle ? say.idle : say.ending)(moment(ending.at, language))}</Notice>
      )}
    </div>
  );
}

/** Somebody who goes to another page begins at its top. */
function Top() {
  const { pathname, search } = useLocation();
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [pathname, search]);
  return null;
}

function Header() {
  const say = useWords(words);
  const { language, choose } = useLanguage();
  const { elder, choose: chooseElder } = useElder();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <header className="head no-print">
      <div className="head-inner">
        <NavLink to="/apply" className="brand" end>
          <img src="/icon.svg" alt="" width={32} height={32} />
          <span>{say.product}</span>
        </NavLink>
        <nav aria-label={say.menu} className="head-nav">
          <NavLink to="/apply">{say.apply}</NavLink>
          <NavLink to="/track">{say.mine}</NavLink>
        </nav>
        <div className="head-tools">
          {elder ? <ReadAloud /> : null}
          <button type="button" aria-pressed={elder} onClick={() => chooseElder(!elder)}>
            {elder ? say.ordinary : say.elder}
          </button>
          <button type="button" lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => choose(other)}>
            {say.language}
          </button>
        </div>
      </div>
    </header>
  );
}
