/**
 * What the standard footer adds to marketing mail that lacks it: the link to unsubscribe (RFC 8058 wants a visible one,
 * List-Unsubscribe alone does not count) and the postal address (CAN-SPAM). One line each, in a neutral grey that keeps
 * a contrast of 4.5:1 on white and on black.
 */
export const FOOTER_LINKS_HTML =
  '<p style="margin:0 0 8px;"><a href="{{unsubscribe_url}}" style="color:#767676;text-decoration:underline;">' +
  'Unsubscribe</a> &nbsp;·&nbsp; <a href="{{preferences_url}}" style="color:#767676;text-decoration:underline;">' +
  'Email preferences</a></p>';

export const FOOTER_ADDRESS_HTML = '<p style="margin:0;">{{sender.name}}, {{sender.postal_address}}</p>';

export const FOOTER_LINKS_TEXT = 'Unsubscribe: {{unsubscribe_url}}\nEmail preferences: {{preferences_url}}\n';

export const FOOTER_ADDRESS_TEXT = '{{sender.name}}, {{sender.postal_address}}\n';

export const FOOTER_FRAME: readonly [before: string, after: string] = [
  '<table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0" style="width:100%;"><tr>' +
    '<td align="center" style="padding:24px 16px 32px;font-family:Arial,Helvetica,sans-serif;font-size:14px;' +
    'line-height:20px;color:#767676;text-align:center;">',
  '</td></tr></table>',
];

/** Which lines of the footer a part of the mail lacks. */
export interface FooterNeeds {
  readonly links: boolean;
  readonly address: boolean;
}

/** What is added to each part of a mail. */
export interface Footer {
  readonly html: FooterNeeds;
  readonly text: FooterNeeds;
}
