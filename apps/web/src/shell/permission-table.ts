/** Who may do what. The API decides; this table keeps buttons that would be refused off the pages. */
export const PERMISSIONS = {
  'audience.edit': ['administrator', 'marketer', 'sales'],
  'audience.merge': ['administrator', 'marketer'],
  'audience.import': ['administrator', 'marketer'],
  'segments.edit': ['administrator', 'marketer'],
  'content.edit': ['administrator', 'marketer'],
  'campaigns.edit': ['administrator', 'marketer'],
  'automations.edit': ['administrator', 'marketer'],
  'sales.work': ['administrator', 'marketer', 'sales'],
  'mailbox.read': ['administrator', 'marketer'],
  'settings.edit': ['administrator'],
  'mailing.edit': ['administrator', 'marketer'],
  'senders.edit': ['administrator'],
} as const satisfies Record<string, readonly string[]>;

export type Permission = keyof typeof PERMISSIONS;

export function isAllowed(role: string | undefined, permission: Permission): boolean {
  return role !== undefined && (PERMISSIONS[permission] as readonly string[]).includes(role);
}
