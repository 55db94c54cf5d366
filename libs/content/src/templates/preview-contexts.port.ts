import type { RenderContext } from '../render/render-context.js';

/**
 * Loads what a mail to one contact would be rendered from; implemented by delivery, so that a preview takes the same
 * way as sending. Links lead straight to their targets, and there is no open pixel.
 */
export abstract class PreviewContexts {
  /** `contactId` null is nobody in particular: every merge field is missing. Throws `contact.not_found`. */
  abstract load(contactId: number | null, segments: readonly string[]): Promise<RenderContext>;
}
