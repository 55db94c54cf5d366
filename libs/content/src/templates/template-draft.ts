import type { TemplateSource } from '../template-source.js';
import type { TemplateEntity } from './template.entity.js';

/** What authors may set. */
export interface TemplateInput extends TemplateSource {
  readonly name: string;
}

export type TemplateChanges = Partial<TemplateInput>;

type Writable = Pick<TemplateEntity, 'name' | 'subject' | 'preheader' | 'mjml' | 'html' | 'text'>;

/** A template has MJML or HTML: giving the one takes the other away. */
export function applyChanges(current: TemplateInput, changes: TemplateChanges): Writable {
  const { mjml, html } = chooseBody(current, changes);
  return {
    name: changes.name ?? current.name,
    subject: changes.subject ?? current.subject,
    preheader: pick(changes.preheader, current.preheader),
    mjml,
    html,
    text: pick(changes.text, current.text),
  };
}

function chooseBody(current: TemplateInput, changes: TemplateChanges): { mjml: string | null; html: string | null } {
  const givesMjml = hasText(changes.mjml) && !hasText(changes.html);
  const givesHtml = hasText(changes.html) && !hasText(changes.mjml);
  return {
    mjml: givesHtml ? null : pick(changes.mjml, current.mjml),
    html: givesMjml ? null : pick(changes.html, current.html),
  };
}

/** Absent stays, null clears. */
function pick(changed: string | null | undefined, current: string | null | undefined): string | null {
  return (changed === undefined ? current : changed) ?? null;
}

function hasText(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text.trim() !== '';
}
