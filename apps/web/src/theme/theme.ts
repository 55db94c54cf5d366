import '@fontsource-variable/inter/wght.css';

import { createTheme, rem } from '@mantine/core';
import type { CSSVariablesResolver } from '@mantine/core';

import { t } from '../messages';
import { amber, ember, moss, night, slate, tide, tones } from './palette';
import type { ToneName } from './palette';

const INTER = "'Inter Variable', -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const MONO = "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Segoe UI Mono', Menlo, Consolas, monospace";

export const theme = createTheme({
  primaryColor: 'tide',
  primaryShade: { light: 7, dark: 6 },
  colors: { tide, gray: slate, dark: night, red: ember, green: moss, yellow: amber },
  black: slate[9],
  fontFamily: INTER,
  fontFamilyMonospace: MONO,
  fontSizes: { xs: rem(12), sm: rem(14), md: rem(15), lg: rem(17), xl: rem(20) },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: rem(8), sm: rem(12), md: rem(16), lg: rem(24), xl: rem(32) },
  radius: { xs: rem(3), sm: rem(6), md: rem(8), lg: rem(12), xl: rem(20) },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  shadows: {
    xs: '0 1px 2px rgba(25, 33, 38, 0.06)',
    sm: '0 1px 3px rgba(25, 33, 38, 0.08), 0 1px 2px rgba(25, 33, 38, 0.04)',
    md: '0 4px 14px rgba(25, 33, 38, 0.1), 0 1px 3px rgba(25, 33, 38, 0.06)',
    lg: '0 12px 32px rgba(25, 33, 38, 0.14), 0 2px 6px rgba(25, 33, 38, 0.06)',
    xl: '0 20px 48px rgba(25, 33, 38, 0.18)',
  },
  headings: {
    fontFamily: INTER,
    fontWeight: '600',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: rem(24), lineHeight: '1.25' },
      h2: { fontSize: rem(17), lineHeight: '1.35' },
      h3: { fontSize: rem(15), lineHeight: '1.4' },
      h4: { fontSize: rem(14), lineHeight: '1.4' },
    },
  },
  components: {
    Text: { defaultProps: { size: 'sm' } },
    Anchor: { defaultProps: { size: 'sm', underline: 'hover' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, multiline: true, maw: 320 } },
    Modal: {
      styles: { title: { fontWeight: 600 } },
      defaultProps: {
        radius: 'md',
        centered: true,
        overlayProps: { backgroundOpacity: 0.4 },
        closeButtonProps: { 'aria-label': t('actions.close') },
      },
    },
    Drawer: {
      defaultProps: {
        overlayProps: { backgroundOpacity: 0.3 },
        closeButtonProps: { 'aria-label': t('actions.close') },
      },
    },
    Code: { styles: { root: { overflowWrap: 'anywhere' } } },
    InputWrapper: { styles: { label: { overflowWrap: 'anywhere' } } },
    Paper: { defaultProps: { radius: 'md' } },
    Table: { defaultProps: { horizontalSpacing: 'md', verticalSpacing: 0 } },
    Alert: { defaultProps: { radius: 'md' } },
  },
});

/** Sizes that more than one part of the web app shares, in pixels. */
export const sizes = { navbar: 232, topBar: 52, bottomBar: 60, page: 1440, form: 640, panel: 480, row: 42 } as const;

function toneVariables(scheme: 'light' | 'dark'): Record<string, string> {
  const names = Object.keys(tones[scheme]) as ToneName[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const tone = tones[scheme][name];
      return [
        [`--td-${name}-ink`, tone.ink],
        [`--td-${name}-ground`, tone.ground],
        [`--td-${name}-mark`, tone.mark],
      ];
    }),
  );
}

/** Roles of colour and size, so that style sheets name a purpose and never a value. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--td-page-max': rem(sizes.page),
    '--td-form-max': rem(sizes.form),
    '--td-row': rem(sizes.row),
    '--td-top-bar': rem(sizes.topBar),
    '--td-bottom-bar': rem(sizes.bottomBar),
    '--td-weight-strong': '600',
    '--td-weight-medium': '500',
    // Mails bring their own colours and expect white below them, in the dark, too.
    '--td-paper': '#ffffff',
  },
  light: {
    '--td-page': slate[0],
    '--td-surface': '#ffffff',
    '--td-sunken': slate[1],
    '--td-line': slate[2],
    '--td-line-strong': slate[4],
    '--td-ink': slate[9],
    '--td-muted': slate[6],
    '--td-accent': tide[7],
    '--td-hover': slate[1],
    '--td-selected': tide[0],
    '--td-selected-ink': tide[8],
    '--mantine-color-placeholder': '#6a7882',
    '--mantine-color-dimmed': slate[6],
    '--mantine-color-error': tones.light.bad.ink,
    '--mantine-color-anchor': tide[7],
    ...toneVariables('light'),
  },
  dark: {
    '--td-page': night[8],
    '--td-surface': night[7],
    '--td-sunken': night[9],
    '--td-line': night[5],
    '--td-line-strong': night[4],
    '--td-ink': night[0],
    '--td-muted': night[2],
    '--td-accent': tide[3],
    '--td-hover': night[6],
    '--td-selected': '#12333b',
    '--td-selected-ink': '#b4e2ea',
    '--mantine-color-placeholder': '#8796a1',
    '--mantine-color-dimmed': night[2],
    '--mantine-color-error': tones.dark.bad.ink,
    '--mantine-color-anchor': tide[3],
    ...toneVariables('dark'),
  },
});
