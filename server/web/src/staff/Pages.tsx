import { Button, Result } from 'antd';
import { lazy } from 'react';
import { Link, Route, Routes } from 'react-router';
import { useWords } from '../language/language';
import { Frame } from './frame/Frame';
import { words } from './frame/words';

// Each page is loaded once somebody goes there.
const Overview = lazy(() => import('./overview/Overview'));

/** Where each page stands. */
export function Pages() {
  return (
    <Routes>
      <Route element={<Frame />}>
        <Route index element={<Overview />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

function NotFound() {
  const say = useWords(words);
  return (
    <Result
      status="404"
      title={say.notFound}
      extra={
        <Link to="/">
          <Button type="primary">{say.back}</Button>
        </Link>
      }
    />
  );
}
