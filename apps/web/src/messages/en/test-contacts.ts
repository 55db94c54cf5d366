export const testContacts = {
  title: 'Test contacts',
  contacts: 'Who tries it',
  contactsHelp: 'Their waits are short, they may go through again and again, and no number counts them.',
  wait: 'Their longest wait',
  waitHelp: 'Empty: 1 minute.',
  remove: 'Take {name} away',
} as const;
