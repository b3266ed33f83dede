import { Button, Result } from 'antd';
import { lazy } from 'react';
import { Link, Route, Routes } from 'react-router';
import { useWords } from '../language/language';
import { Frame } from './frame/Frame';
import { words } from './frame/words';

// Each page is loaded once somebody goes there.
const Overview = lazy(() => import('./overview/Overview'));
const Library = lazy(() => import('./scenario/Library'));
const Scenario = lazy(() => import('./scenario/Scenario'));
const Drafts = lazy(() => import('./designer/Drafts'));
const Designer = lazy(() => import('./designer/Designer'));
const Worklist = lazy(() => import('./tasks/Worklist'));
const Task = lazy(() => import('./tasks/Task'));
const Applications = lazy(() => import('./applications/Applications'));
const Run = lazy(() => import('./applications/Run'));
const Simulations = lazy(() => import('./simulate/Simulations'));
const NewRun = lazy(() => import('./simulate/NewRun'));
const Comparison = lazy(() => import('./simulate/Comparison'));
const Simulation = lazy(() => import('./simulate/Simulation'));
const Operate = lazy(() => import('./operate/Operate'));
const SignIn = lazy(() => import('./signin/SignIn'));

/** Where each page stands. */
export function Pages() {
  return (
    <Routes>
      <Route element={<Frame />}>
        <Route index element={<Overview />} />
        <Route path="scenarios" element={<Library />} />
        <Route path="scenarios/:scenario" element={<Scenario />} />
        <Route path="designer" element={<Drafts />} />
        <Route path="designer/:draft" element={<Designer />} />
        <Route path="tasks" element={<Worklist />} />
        <Route path="tasks/:task" element={<Task />} />
        <Route path="applications" element={<Applications />} />
        <Route path="applications/:application" element={<Run />} />
        <Route path="simulate" element={<Simulations />} />
        <Route path="simulate/new" element={<NewRun />} />
        <Route path="simulate/compare" element={<Comparison />} />
        <Route path="simulate/:simulation" element={<Simulation />} />
        <Route path="operate/*" element={<Operate />} />
        <Route path="sign-in" element={<SignIn />} />
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
