export const home = {
  title: 'Home',
  greeting: 'Hello {name}',
} as const;
