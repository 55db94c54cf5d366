import type { MantineColorsTuple } from '@mantine/core';

/** Every colour of the web app. Nothing outside `src/theme` writes one down. */

export const tide: MantineColorsTuple = [
  '#e9f6f8',
  '#d3ecf0',
  '#a8d8e0',
  '#77c0cc',
  '#46a5b5',
  '#238b9d',
  '#147687',
  '#0d6474',
  '#0b5361',
  '#08404b',
];

export const slate: MantineColorsTuple = [
  '#f6f8f9',
  '#eff2f4',
  '#e3e8eb',
  '#d3dadf',
  '#b9c3ca',
  '#8b99a3',
  '#5a6973',
  '#455159',
  '#2f3940',
  '#192126',
];

/** Dark surfaces; Mantine takes 0 for text, 2 for dimmed text, 4 for borders, 6 for inputs and 7 for the body. */
export const night: MantineColorsTuple = [
  '#e4eaee',
  '#c3ced5',
  '#9aa9b3',
  '#71818c',
  '#3d4a53',
  '#303b43',
  '#232c33',
  '#1a2228',
  '#141b20',
  '#0f1418',
];

/** For what is dangerous or has failed. White text on shades 6 to 9 has a contrast of at least 4.5:1. */
export const ember: MantineColorsTuple = [
  '#fdefef',
  '#fbdcdc',
  '#f5b8b8',
  '#ee8f8f',
  '#e46363',
  '#db4646',
  '#cc3333',
  '#b92828',
  '#9b1c1c',
  '#7c1414',
];

export const moss: MantineColorsTuple = [
  '#ecf8f0',
  '#d8f0e0',
  '#b0e0c1',
  '#83ce9e',
  '#57bb7c',
  '#38a363',
  '#24804a',
  '#1e6c3e',
  '#1b5e36',
  '#124226',
];

export const amber: MantineColorsTuple = [
  '#fef7e6',
  '#fdeecb',
  '#f9dc98',
  '#f2c664',
  '#e5ad3c',
  '#c98d1a',
  '#94650a',
  '#845806',
  '#7a4a00',
  '#573500',
];

export interface Tone {
  ink: string;
  ground: string;
  mark: string;
}

export type ToneName = 'neutral' | 'info' | 'good' | 'warn' | 'bad';

/** Ink on ground has a contrast of at least 4.5:1, and a mark on the surface of at least 3:1. */
export const tones: Record<'light' | 'dark', Record<ToneName, Tone>> = {
  light: {
    neutral: { ink: '#455159', ground: '#eff2f4', mark: '#75848e' },
    info: { ink: '#0b5361', ground: '#e1f2f5', mark: '#147687' },
    good: { ink: '#1b5e36', ground: '#e3f4e9', mark: '#2a8a50' },
    warn: { ink: '#7a4a00', ground: '#fdf1d7', mark: '#b87503' },
    bad: { ink: '#9b1c1c', ground: '#fdeaea', mark: '#d03434' },
  },
  dark: {
    neutral: { ink: '#c3ced5', ground: '#2a343b', mark: '#8b99a3' },
    info: { ink: '#8fd3df', ground: '#123a43', mark: '#46a5b5' },
    good: { ink: '#92dcae', ground: '#153824', mark: '#4cb578' },
    warn: { ink: '#f2cd85', ground: '#40300f', mark: '#d99b2b' },
    bad: { ink: '#f7a8a8', ground: '#4a1f21', mark: '#ec6a6a' },
  },
};

/** The colours that a segment or a tag may wear. They mark, they never carry text. */
export const labelColours = [
  '#147687',
  '#2f6fd0',
  '#6a55c9',
  '#a348b5',
  '#cc3d78',
  '#d03434',
  '#d2691e',
  '#b98a00',
  '#5c8f1d',
  '#2a8a50',
  '#75848e',
  '#3d4a53',
] as const;
