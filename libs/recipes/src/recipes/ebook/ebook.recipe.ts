import { z } from 'zod';
import { askDuration, askEvent, askLink, askSender, askTopic } from '../../kit/asks.js';
import { CLICKED, did } from '../../kit/conditions.js';
import { defineRecipe, type RecipeMail } from '../../kit/define-recipe.js';
import { sendsOf } from '../../kit/sends.js';

const mailsOf = ({
  book,
  webinar,
  demo,
}: Readonly<Record<'book' | 'webinar' | 'demo', string>>): Record<string, RecipeMail> => ({
  book: {
    name: 'eBook: here it is',
    subject: 'Your eBook',
    preheader: 'One click, and you can read.',
    title: 'Here is your eBook',
    text: ['Hello {{default contact.first_name "there"}}, thank you for asking. It takes about twenty minutes.'],
    button: { label: 'Read the eBook', href: book },
  },
  webinar: {
    name: 'eBook: the webinar to it',
    subject: 'See it done: our webinar',
    preheader: 'Forty minutes, with time for your questions.',
    title: 'See it done',
    text: [
      'Hello {{default contact.first_name "there"}}, you have opened the eBook. In the webinar we show what stands in it, and you can ask.',
    ],
    button: { label: 'Take a seat', href: webinar },
  },
  demo: {
    name: 'eBook: a demo for you',
    subject: 'Shall we look at your case?',
    preheader: 'Half an hour, about your questions only.',
    title: 'Shall we look at your case?',
    text: ['Hello {{default contact.first_name "there"}}, thank you for coming. Bring your own case to a short call.'],
    button: { label: 'Choose a time', href: demo },
  },
});

export const ebook = defineRecipe({
  key: 'ebook',
  name: 'eBook to webinar to demo',
  group: 'welcome',
  summary: 'The eBook comes by mail; whoever opens it is invited to the webinar, and whoever attends to a demo call.',
  begins: 'Somebody asks for the eBook',
  story: [
    'A new lead asked for something to read, not for a call. Each mail waits for a sign of interest: the invitation to the webinar goes only to those who clicked the eBook, the offer of a demo call only to those who attended.',
    'Whoever shows no sign is left in peace; the tags tell how far each of them came.',
  ],
  tips: [
    'Your form or site must report the download and the attendance as events. Their names are asked below.',
    'The first mail goes at once, whatever the hour: somebody is waiting for it.',
  ],
  measure: [
    'Read it as a funnel: asked, clicked, attended. The tags lead:reader and lead:warm count how many came how far, and the step with the greatest loss is the one to work on.',
  ],
  asks: z.strictObject({
    download: askEvent(['ebook_downloaded', 'form_submitted'], { title: 'Event of the download' }),
    book: askLink('/ebook.pdf', { title: 'Address of the eBook' }),
    patience: askDuration('5d', { title: 'Wait for a click at most' }),
    webinar: askLink('/webinar', { title: 'Page of the webinar' }),
    attended: askEvent(['webinar_attended'], { title: 'Event of attending' }),
    demo: askLink('/demo', { title: 'Page of the demo call' }),
    topic: askTopic(['newsletter']),
    sender: askSender,
  }),
  make: ({ download, book, patience, webinar, attended, demo, ...send }) => ({
    mails: mailsOf({ book, webinar, demo }),
    automation: ({ mail }) => ({
      name: 'eBook to webinar to demo',
      triggers: [{ type: 'event', event: download }],
      sends: sendsOf(send, { atOnce: true }),
      start: 'book',
      steps: {
        book: { type: 'send_email', name: 'Mail: your eBook', template: mail('book'), next: 'clicked' },
        clicked: {
          type: 'wait_for',
          name: `Clicked within ${patience}?`,
          condition: CLICKED,
          timeout: patience,
          then: 'reader',
          else: null,
        },
        reader: { type: 'add_tag', name: 'Tag lead:reader', tag: 'lead:reader', next: 'webinar' },
        webinar: { type: 'send_email', name: 'Mail: the webinar', template: mail('webinar'), next: 'attended' },
        attended: {
          type: 'wait_for',
          name: 'Attended within 4 weeks?',
          condition: did(attended, { since: 'entry' }),
          timeout: '4w',
          then: 'warm',
          else: null,
        },
        warm: { type: 'add_tag', name: 'Tag lead:warm', tag: 'lead:warm', next: 'demo' },
        demo: { type: 'send_email', name: 'Mail: a demo for you', template: mail('demo'), next: null },
      },
    }),
  }),
});
