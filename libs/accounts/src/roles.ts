/** What a person or an API key may do; the table of routes in apps/api says which calls each role has. */
export const ROLES = ['administrator', 'marketer', 'sales', 'viewer'] as const;

export type Role = (typeof ROLES)[number];
