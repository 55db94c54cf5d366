import { z } from 'zod';

const segmentIds = z.array(z.number().int().positive()).max(100);

/** Whom a campaign is for: (union of include − exclude) ∩ condition, of those subscribed to its topic. */
export const audienceSchema = z
  .strictObject({
    include: segmentIds.default([]),
    exclude: segmentIds.optional(),
    condition: z.record(z.string(), z.unknown()).optional(),
    everyone: z.boolean().optional(),
    /** Why one mail should fit all; asked for when `everyone` is set. */
    reason: z.string().trim().min(1).max(500).optional(),
  })
  .superRefine((audience, context) => {
    if (audience.everyone) {
      if (!audience.reason) {
        context.addIssue({ code: 'custom', path: ['reason'], message: 'say why this mail is for everyone' });
      }
    } else if (audience.include.length === 0) {
      context.addIssue({
        code: 'custom',
        path: ['include'],
        message: 'choose at least one segment, or set everyone to true with a reason',
      });
    }
  });

export type Audience = z.output<typeof audienceSchema>;
