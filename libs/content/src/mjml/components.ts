/**
 * What MJML 5 keeps as it is inside these (its "ending tags"): HTML and Handlebars may stand there. A spec holds the
 * list against the installed MJML.
 */
export const CONTENT_COMPONENTS: ReadonlySet<string> = new Set([
  'mj-accordion-text',
  'mj-accordion-title',
  'mj-breakpoint',
  'mj-button',
  'mj-carousel-image',
  'mj-navbar-link',
  'mj-preview',
  'mj-raw',
  'mj-social-element',
  'mj-style',
  'mj-table',
  'mj-text',
  'mj-title',
]);

/** Components that take mj-raw among their children and keep it in its place. */
export const RAW_PARENTS: ReadonlySet<string> = new Set([
  'mj-accordion',
  'mj-accordion-element',
  'mj-body',
  'mj-column',
  'mj-group',
  'mj-head',
  'mj-hero',
  'mj-navbar',
  'mj-section',
  'mj-social',
  'mj-wrapper',
]);

export function isComponent(name: string): boolean {
  return name === 'mjml' || name.startsWith('mj-');
}
