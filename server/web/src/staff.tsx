import './design/tokens.css';
import { App, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { Queries } from './api/queries';
import { useStill } from './design/still';
import { theme } from './design/theme';
import { LanguageProvider, useLanguage } from './language/language';
import { Pages } from './staff/Pages';

function Staff() {
  const { language } = useLanguage();
  const still = useStill();
  return (
    <ConfigProvider
      // Where nothing is to move, what opens is there at once.
      theme={still ? { ...theme, token: { ...theme.token, motion: false } } : theme}
      locale={language === 'zh' ? zh : en}
      // A word of two letters stays a word, also where it is read out.
      button={{ autoInsertSpace: false }}
    >
      <App>
        <BrowserRouter>
          <Pages />
        </BrowserRouter>
      </App>
    </ConfigProvider>
  );
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider>
        <Queries>
          <Staff />
        </Queries>
      </LanguageProvider>
    </StrictMode>,
  );
}
