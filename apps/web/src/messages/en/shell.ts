export const nav = {
  label: 'Main',
  home: 'Home',
  audience: 'Audience',
  segments: 'Segments',
  content: 'Content',
  campaigns: 'Campaigns',
  automations: 'Automations',
  transactional: 'Transactional',
  sales: 'Sales',
  mailbox: 'Mailbox',
  settings: 'Settings',
  more: 'More',
} as const;

export const shell = {
  product: 'Tidings',
  unreachable: 'Tidings could not be reached',
  skip: 'Skip to the content',
  search: 'Search',
  searchHint: 'Find a page, contact, segment…',
  account: 'Your account',
  accountOf: 'Account of {name}',
  signedInAs: 'Signed in as {email}',
  signOut: 'Sign out',
  signOutFailed: 'You are still signed in',
  scheme: 'Appearance',
  schemeLight: 'Light',
  schemeDark: 'Dark',
  schemeAuto: 'As the system',
  guide: 'Guide',
  shortcuts: 'Keyboard shortcuts',
  offline: 'Live numbers are interrupted. Reconnecting…',
} as const;

export const roles = {
  administrator: 'Administrator',
  marketer: 'Marketer',
  sales: 'Sales',
  viewer: 'Viewer',
} as const;

export const palette = {
  placeholder: 'Find a page, contact, segment, template…',
  nothing: 'Nothing found. Try another word.',
  searching: 'Searching…',
  pages: 'Pages',
  actions: 'Actions',
  contacts: 'Contacts',
  segments: 'Segments',
  templates: 'Templates',
  campaigns: 'Campaigns',
  automations: 'Automations',
} as const;

export const shortcuts = {
  title: 'Keyboard shortcuts',
  palette: 'Find anything',
  search: 'Search on this page',
  help: 'Show this list',
  close: 'Close a dialog or a panel',
  go: 'Go to {page}',
  then: 'then',
} as const;

export const jobs = {
  title: 'Jobs',
  open: 'Jobs, {count} under way',
  none: 'Imports, refreshes and sends appear here while they run, and for you to find again when they are done.',
  dismiss: 'Take {name} off the list',
  gone: 'No longer there',
  import: 'Import of {name}',
  segment: 'Refresh of {name}',
  campaign: 'Sending {name}',
  rows: { one: '{count} row', other: '{count} rows' },
  ofRows: '{done} of {total} rows',
  people: { one: '{count} person', other: '{count} people' },
  ofPeople: '{done} of {total} people',
} as const;
