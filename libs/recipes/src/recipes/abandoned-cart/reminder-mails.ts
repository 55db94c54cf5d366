import type { RecipeMail } from '../../kit/define-recipe.js';

/** The reminders in their order, without the button that all of them have. */
export const MAILS: readonly [key: string, mail: Omit<RecipeMail, 'button'>][] = [
  [
    'reminder1',
    {
      name: 'Cart: you left something',
      subject: 'You left something in your cart',
      preheader: 'It is still there.',
      title: 'It is still in your cart',
      text: ['Hello {{default contact.first_name "there"}}, you left something in your cart. We have kept it for you.'],
    },
  ],
  [
    'reminder2',
    {
      name: 'Cart: any questions?',
      subject: 'Any questions about your cart?',
      preheader: 'Delivery, returns, sizes: ask us.',
      title: 'Any questions?',
      text: [
        'Hello {{default contact.first_name "there"}}, if something kept you from ordering, answer this mail. Most questions are about delivery and returns: both are free.',
      ],
    },
  ],
  [
    'reminder3',
    {
      name: 'Cart: last reminder',
      subject: 'Shall we clear your cart?',
      preheader: 'The last time that we write about it.',
      title: 'Shall we clear your cart?',
      text: [
        'Hello {{default contact.first_name "there"}}, this is the last mail about it. It stays for two more days.',
      ],
    },
  ],
];
