/** What can be done about those who are under way, or should be: words that come with the page of an automation. */
export const automationRuns = {
  takeIn: {
    open: 'Take in who is there already',
    title: {
      one: 'Take {count} person who is there already into “{name}”?',
      other: 'Take {count} people who are there already into “{name}”?',
    },
    body: 'They were in the segment, had the tag or were subscribed before. Filter and entry rules hold for them, too.',
    nobody: 'Everybody who is there has been in it.',
    action: 'Take in',
    done: { one: '{count} person entered', other: '{count} people entered' },
    failed: 'Not everybody was taken in',
  },
  versions: {
    open: 'Earlier versions',
    title: 'What was published',
    help: 'A version that you take back becomes the draft. What runs stays as it is until you publish.',
    version: 'Version {version}',
    current: 'Runs now',
    active: { one: '{count} person under way', other: '{count} people under way' },
    take: 'Take back',
    taken: 'The draft is version {version} again',
    takeFailed: 'Version {version} was not taken back',
    failed: 'The versions could not be read',
  },
  stuckPeople: {
    title: { one: '{count} person is stuck at: {step}', other: '{count} people are stuck at: {step}' },
    unknown: 'The step failed several times.',
    retry: 'Try again',
    skip: 'Skip the step',
    exit: 'Take out',
    exitTitle: { one: 'Take {count} person out at “{step}”?', other: 'Take {count} people out at “{step}”?' },
    exitBody: 'They leave the automation. Mails of it that have not left do not leave.',
    done: {
      retry: { one: '{count} person is tried again', other: '{count} people are tried again' },
      skip: { one: '{count} person goes on with the next step', other: '{count} people go on with the next step' },
      exit: { one: '{count} person was taken out', other: '{count} people were taken out' },
    },
    failed: 'Nothing was done about those who are stuck',
  },
  troubles: {
    open: 'See who, and what can be done',
    stuck: { one: '{count} person is stuck', other: '{count} people are stuck' },
    held: { one: '{count} person does not get on', other: '{count} people do not get on' },
  },
  heldPeople: {
    title: { one: '{count} person does not get on at: {step}', other: '{count} people do not get on at: {step}' },
    whole: 'It is not the step: nobody of this version can go on. Publishing a new version may help.',
    next: 'tried again',
    failed: 'Nothing was done about those who do not get on',
  },
  keptOut: {
    title: {
      one: '{count} person was not taken in: automations go round in a circle',
      other: '{count} people were not taken in: automations go round in a circle',
    },
    why: 'What one automation does begins the other, without anything from outside in between. After 20 entries in a row it ends. Change what one of them begins with, or what it does; then take in who was kept out.',
    last: 'Last',
    gone: 'Automation {id}, which is gone',
    enter: 'Take in',
    dismiss: 'Forget',
    done: {
      enter: { one: '{count} person entered', other: '{count} people entered' },
      dismiss: { one: '{count} person is forgotten here', other: '{count} people are forgotten here' },
    },
    failed: 'Nothing was done about those who were kept out',
  },
} as const;
