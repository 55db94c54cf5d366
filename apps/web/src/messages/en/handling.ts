/** Parts of the organisation's settings: what is kept for a time, and what is made of what comes back. */
export const handling = {
  keeping: 'What is kept for a time',
  daysSuffix: ' days',
  webhookDays: 'Keep calls of webhooks',
  webhookDaysHelp: 'So many days after they are over.',
  copyDays: 'Keep copies of transactional mails',
  copyDaysHelp: 'So many days after they left, as they left. 0 keeps none and removes those that there are.',
  reactions: 'What comes back',
  soft: 'When an address counts as dead that only ever puts mail off',
  softCount: 'Mails in a row',
  softDays: 'Over at least (days)',
  softHelp:
    'A full mailbox or a server that is away says “not now”. An address that says so to this many mails in a row, over at least so many days, gets no more mail. A delivery that is reported, an open, a click or an answer begins the count anew.',
  hold: 'Opens and clicks wait before an automation hears of them',
  holdHelp:
    'Security programs open mails and follow links, too. An automation starts, goes on or reaches its goal by an open or a click only after this time, when it can be told whether a person did it. Reports do not wait.',
  holdWrong: 'Enter a number of seconds or minutes, up to 9999.',
} as const;
