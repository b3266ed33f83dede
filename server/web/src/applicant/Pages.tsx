import { lazy } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { Frame } from './frame/Frame';
import { Home } from './home/Home';

const Apply = lazy(() => import('./apply/Apply'));
const Mine = lazy(() => import('./track/Mine'));
const Case = lazy(() => import('./track/Case'));

/** Where each page of the applicant stands. */
export function Pages() {
  return (
    <Routes>
      <Route element={<Frame />}>
        <Route path="apply" element={<Home />} />
        <Route path="apply/:scenario" element={<Apply />} />
        <Route path="track" element={<Mine />} />
        <Route path="track/:id" element={<Case />} />
        <Route path="*" element={<Navigate to="/apply" replace />} />
      </Route>
    </Routes>
  );
}
