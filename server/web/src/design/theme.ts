import type { ThemeConfig } from 'antd';

/** Ant Design with colours that reach WCAG 2.2 AA; stock ones do not (contrast 3.3 to 4.1). */
export const theme: ThemeConfig = {
  cssVar: { key: 'onething' },
  hashed: false,
  token: {
    colorPrimary: '#0958d9',
    // What is pointed at gets darker: a lighter blue is too pale for white letters.
    colorPrimaryHover: '#003eb3',
    colorPrimaryActive: '#002c8c',
    colorLinkHover: '#003eb3',
    colorLinkActive: '#002c8c',
    colorLink: '#0958d9',
    colorError: '#cf1322',
    colorSuccess: '#237804',
    colorWarning: '#874d00',
    colorInfo: '#0958d9',
    // Grounds made from colours this dark would be dark themselves.
    colorWarningBg: '#fffbe6',
    colorWarningBorder: '#ffe58f',
    colorSuccessBg: '#f6ffed',
    colorSuccessBorder: '#b7eb8f',
    colorErrorBg: '#fff1f0',
    colorErrorBorder: '#ffccc7',
    colorTextSecondary: 'rgba(0,0,0,0.7)',
    colorTextTertiary: 'rgba(0,0,0,0.65)',
    colorTextDescription: 'rgba(0,0,0,0.65)',
    colorTextPlaceholder: 'rgba(0,0,0,0.6)',
    colorTextDisabled: 'rgba(0,0,0,0.6)',
    // A button that is at work is read like any other.
    opacityLoading: 1,
    borderRadius: 8,
    fontSize: 14,
    fontFamily: 'var(--font)',
  },
  components: {
    Layout: { siderBg: '#fff', headerBg: '#fff', bodyBg: 'transparent' },
    Table: { headerBg: '#fafafa' },
    // Rounder it would look as if only one could be chosen.
    Checkbox: { borderRadiusSM: 4 },
  },
};
