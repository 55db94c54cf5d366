export const actions = {
  add: 'Add',
  cancel: 'Cancel',
  clearSearch: 'Clear search',
  clearFilters: 'Clear filters',
  close: 'Close',
  copied: 'Copied',
  copy: 'Copy',
  delete: 'Delete',
  dismiss: 'Dismiss this message',
  edit: 'Edit',
  learnHow: 'Read how it works',
  more: 'More actions',
  remove: 'Remove',
  removeName: 'Remove {name}',
  save: 'Save changes',
  tryAgain: 'Try again',
  undo: 'Undo',
  view: 'View',
} as const;

export const folders = {
  folder: 'Folder',
  help: 'Keeps the list tidy. Type a new name to make a folder.',
  all: 'All folders',
  none: 'In no folder',
  archived: 'Archived',
} as const;

export const time = {
  justNow: 'just now',
  never: 'never',
} as const;

export const page = {
  documentTitle: '{title} · Tidings',
  hidePurpose: 'Hide this explanation',
  loading: 'Loading the page',
  notFoundTitle: 'There is no page here',
  notFound: 'The address may be mistyped, or what it showed was deleted.',
  goHome: 'Go to Home',
  forbiddenTitle: 'Your role does not open this page',
  forbidden: 'Ask an administrator if you need it for your work.',
  brokenTitle: 'This page could not be shown',
} as const;

export const table = {
  actions: 'Actions',
  failed: 'The list could not be loaded',
  loading: 'Loading the list',
  next: 'Next',
  noMatch: 'Nothing matches. Try fewer letters, or clear the filters.',
  previous: 'Previous',
} as const;

export const form = {
  leave: 'Leave without saving',
  leaveBody: 'What you changed on this page has not been saved and will be lost.',
  leaveTitle: 'Leave with unsaved changes?',
  optional: 'Optional',
} as const;

export const checks = {
  whole: 'Enter a whole number from {least} to {most}.',
  email: 'Write an address like ana@example.com.',
  required: 'Fill this in.',
  tooLong: 'At most {limit} characters; this has {length}.',
  tooShort: 'At least {limit} characters.',
} as const;

export const confirm = {
  type: 'Type {word} to confirm',
} as const;

export const states = {
  active: 'Active',
  archived: 'Archived',
  bounced: 'Bounced',
  building: 'Building',
  cancelled: 'Cancelled',
  claimed: 'Claimed',
  cleaned: 'Cleaned',
  complained: 'Complained',
  completed: 'Completed',
  converted: 'Converted',
  deferred: 'Deferred',
  delivered: 'Delivered',
  disabled: 'Disabled',
  done: 'Done',
  draft: 'Draft',
  entered: 'Entered',
  held: 'Held',
  left: 'Left',
  exited: 'Left',
  failed: 'Failed',
  live: 'Live',
  not_ours: 'Not ours',
  open: 'Open',
  paused: 'Paused',
  pending: 'Pending',
  published: 'Published',
  queued: 'Queued',
  ready: 'Ready',
  running: 'Running',
  scheduled: 'Scheduled',
  sending: 'Sending',
  sent: 'Sent',
  skipped: 'Skipped',
  stuck: 'Stuck',
  subscribed: 'Subscribed',
  unconfirmed: 'Unconfirmed',
  unknown: 'Unknown',
  test: 'Test',
  unsubscribed: 'Unsubscribed',
  alignment_aligned: 'Counts',
  alignment_unaligned: 'Does not count',
  alignment_unknown: 'Not known',
  dns_missing: 'Missing',
  dns_ok: 'Found',
  dns_unknown: 'Not looked at',
  dns_wrong: 'Wrong',
  unverified: 'Unverified',
  verified: 'Verified',
  waiting: 'Waiting',
  gate_pass: 'Passes',
  gate_refuse: 'Refuses',
  gate_wait: 'Has it wait',
  gate_later: 'At the hand-over',
  gate_exempt: 'Does not apply',
  off: 'Off',
} as const;

export const problem = {
  copyCode: 'Copy the code',
  why: {
    broken: 'The web app met something that it did not expect.',
    server: 'The server failed while it worked on this.',
    tooMany: 'There were too many requests in a short time.',
    unreachable: 'The server did not answer.',
  },
  status: {
    401: 'You are not signed in, or your session has ended.',
    403: 'Your role does not allow this.',
    404: 'It does not exist, or it was deleted.',
    409: 'It conflicts with something that is already there.',
    412: 'Somebody else changed it since you opened it.',
    413: 'It is larger than the server accepts.',
    422: 'The server does not accept some of the values.',
  },
  todo: {
    check: 'Check what you entered and try again.',
    reload: 'Reload the page. If it happens again, send us the code.',
    server: 'Try again in a moment. If it happens again, give the code to whoever runs this installation.',
    wait: { one: 'Try again in a second.', other: 'Try again in {count} seconds.' },
    waitAMoment: 'Try again in a moment.',
  },
  /** What to do about single codes, with `_` for the dot. */
  byCode: {
    auth_sign_in_failed: 'Check both and try again. Capital letters count.',
    auth_sign_in_limited: 'Wait a few minutes, then try again.',
    user_last_administrator: 'Make somebody else an administrator, then try again.',
    account_link_invalid: 'Ask an administrator for a new link.',
  },
  advice: {
    0: 'Check your connection and that Tidings is running, then try again.',
    401: 'Sign in again.',
    403: 'Ask an administrator to do it or to change your role.',
    404: 'Go back to the list and look for it there.',
    409: 'Reload the page to see what is there, then decide.',
    412: 'Reload the page to see the newest version, then make your change again.',
    413: 'Make it smaller or split it, then try again.',
    422: 'Correct the values that are named and try again.',
  },
} as const;
