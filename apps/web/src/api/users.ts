import { useChange, useCreate, useRemove, useShortList } from './resource';
import type { Role } from './session';

export const ROLES: readonly Role[] = ['administrator', 'marketer', 'sales', 'viewer'];

export interface User {
  id: number;
  name: string;
  email: string;
  role: Role;
  created_at?: string;
  last_seen_at?: string | null;
  disabled_at?: string | null;
}

export interface UserInput {
  name: string;
  email: string;
  role: Role;
  password: string;
}

export const useUsers = (enabled = true) => useShortList<User>('users', { enabled });
export const useCreateUser = () => useCreate<User, UserInput>('users');
export const useChangeUser = () => useChange<User, Partial<UserInput>>('users');
export const useRemoveUser = () => useRemove('users');
