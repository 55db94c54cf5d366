import { useMutation } from '@tanstack/react-query';

import { api } from './client';
import { useChange, useCreate, useRemove, useShortList } from './resource';
import type { Role } from './session';

export const ROLES: readonly Role[] = ['administrator', 'marketer', 'sales', 'viewer'];

export interface User {
  id: number;
  name: string;
  email: string;
  role: Role;
  disabled: boolean;
  created_at: string;
}

export interface UserLink {
  /** Works once, and is shown this once. */
  link: string;
}

export type InvitedUser = User & UserLink;

/** Whether somebody can be given work: whoever is disabled or may only look can not. */
export function canBeGivenWork({ role, disabled }: User): boolean {
  return role !== 'viewer' && !disabled;
}

export const useUsers = (enabled = true) => useShortList<User>('users', { enabled });
export const useInviteUser = () => useCreate<InvitedUser, Pick<User, 'name' | 'email' | 'role'>>('users');
export const useChangeUser = () => useChange<User, Partial<Pick<User, 'name' | 'role' | 'disabled'>>>('users');
export const useRemoveUser = () => useRemove('users');

/** A link with which somebody can choose a new password. */
export function useUserLink() {
  return useMutation({ mutationFn: (id: number) => api.post<UserLink>(`/users/${id}/link`) });
}
