import './design/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Queries } from './api/queries';
import { LanguageProvider } from './language/language';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider>
        <Queries>
          <main>…</main>
        </Queries>
      </LanguageProvider>
    </StrictMode>,
  );
}
