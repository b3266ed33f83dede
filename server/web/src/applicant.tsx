import './design/tokens.css';
import './applicant/frame/frame.css';
import './applicant/parts/parts.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { Queries } from './api/queries';
import { Pages } from './applicant/Pages';
import { ElderProvider } from './applicant/frame/elder';
import { LanguageProvider } from './language/language';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider>
        <ElderProvider>
          <Queries>
            <BrowserRouter>
              <Pages />
            </BrowserRouter>
          </Queries>
        </ElderProvider>
      </LanguageProvider>
    </StrictMode>,
  );
}
