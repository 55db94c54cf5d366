export const signIn = {
  title: 'Sign in',
  email: 'Email address',
  password: 'Password',
  action: 'Sign in',
  failed: 'You could not be signed in',
  noLink: 'Lost your password? An administrator can set a new one under Settings, People.',
  newTitle: 'Nobody has an account yet',
  new: 'Open the set-up link that Tidings printed when it was started.',
  ended: 'Sign in to go on where you were.',
} as const;

export const setUp = {
  title: 'Set up Tidings',
  intro: 'Make the first account. It is an administrator and can invite the others.',
  name: 'Your name',
  email: 'Email address',
  password: 'Password',
  passwordHelp: 'At least 12 characters. A few words in a row are easier to remember.',
  again: 'Password once more',
  differs: 'The two passwords differ.',
  action: 'Create the account',
  failed: 'The account could not be made',
  badTitle: 'This set-up link does not work',
  bad: 'It was used already, has run out, or is not complete. Start Tidings again on the server: when there is no account yet, it prints a new link.',
  toSignIn: 'Go to sign in',
} as const;
