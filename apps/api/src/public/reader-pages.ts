import type { ReaderView, TopicChoice } from '#libs/delivery';
import { escapeHtml, page } from './page.js';

/** Who unsubscribes from all topics is still sent what they ask for. */
const MARKETING = 'our marketing mails';
const STILL_COMES = 'Mails about something that you asked for, such as a receipt, still come.';

/** Asks before it acts: opening the link changes nothing. */
export function unsubscribePage(view: ReaderView, topic: TopicChoice | undefined, preferencesPath: string): string {
  const what = topic ? `“${escapeHtml(topic.name)}”` : MARKETING;
  return page(
    'Unsubscribe?',
    `<p>We will stop sending ${what} to <strong>${escapeHtml(view.email ?? 'your address')}</strong>, from this moment on.${stillComes(topic)}</p>
<form method="post"><button type="submit">Unsubscribe</button></form>
<p style="margin:16px 0 0"><a href="${escapeHtml(preferencesPath)}">Choose what to receive instead</a></p>`,
  );
}

export function unsubscribedPage(view: ReaderView, topic: TopicChoice | undefined, preferencesPath: string): string {
  const what = topic ? `“${escapeHtml(topic.name)}”` : MARKETING;
  return page(
    'You are unsubscribed',
    `<p><strong>${escapeHtml(view.email ?? 'Your address')}</strong> will not receive ${what} any more.${stillComes(topic)}</p>
<p style="margin:0"><a href="${escapeHtml(preferencesPath)}">That was a mistake, or change other preferences</a></p>`,
  );
}

function stillComes(topic: TopicChoice | undefined): string {
  return topic ? '' : ` ${STILL_COMES}`;
}

export function preferencesPage(view: ReaderView, saved: boolean): string {
  const boxes = view.topics.map(
    ({ id, name, subscribed }) =>
      `<label><input type="checkbox" name="topic_${String(id)}" value="on"${subscribed ? ' checked' : ''}> ${escapeHtml(name)}</label>`,
  );
  return page(
    'Email preferences',
    `${saved ? '<p role="status"><strong>Saved.</strong> Your choice holds from now on.</p>' : ''}
<p>Choose what <strong>${escapeHtml(view.email ?? 'your address')}</strong> receives. ${STILL_COMES}</p>
<form method="post"><fieldset><legend class="visually-hidden" style="position:absolute;left:-999em">Topics</legend>
${boxes.join('\n')}</fieldset>
<button type="submit" name="action" value="save">Save preferences</button>
<button type="submit" name="action" value="none" class="quiet">Unsubscribe from all marketing mails</button></form>`,
  );
}

/** Answers to the links of test mails, however they are followed. */
export function testMailPage(): string {
  return page(
    'This is a test mail',
    `<p>It shows a colleague what a contact gets. In the real mail this link leads to the reader's own page to unsubscribe
or to choose what to receive.</p>
<p style="margin:0"><strong>Nothing was changed.</strong> Nobody is unsubscribed by a test mail.</p>`,
  );
}

export function deadLinkPage(): string {
  return page(
    'This link does not work',
    '<p>It may have been cut off on its way to you. Open it again from the mail, or reply to the mail and tell us what you need.</p>',
  );
}

export function laterPage(): string {
  return page(
    'One moment',
    '<p>We are looking for the page behind this link. It opens by itself in a few seconds.</p>',
  );
}
