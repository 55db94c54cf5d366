import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api, ApiError, setCsrfToken } from './client';

export type Role = 'administrator' | 'marketer' | 'sales' | 'viewer';

export interface SessionUser {
  id: number;
  name: string;
  email: string;
  role: Role;
}

export interface Session {
  user: SessionUser;
  csrf: string;
}

const SESSION_KEY = ['session'] as const;

function remember(session: Session): Session {
  setCsrfToken(session.csrf);
  return session;
}

/** Who is signed in; `null` for nobody. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<Session | null> => {
      try {
        return remember(await api.get<Session>('/session'));
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
  });
}

function useSessionMutation<Input>(call: (input: Input) => Promise<Session>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: (session) => {
      client.setQueryData(SESSION_KEY, remember(session));
    },
  });
}

export function useSignIn() {
  return useSessionMutation((input: { email: string; password: string }) => api.post<Session>('/session', input));
}

export function useSetUp() {
  return useSessionMutation((input: { token: string; name: string; email: string; password: string }) =>
    api.post<Session>('/setup', input),
  );
}

interface SetUpState {
  /** True while nobody can sign in. */
  needed: boolean;
}

/** Whether set-up is needed, and whether its link is still good. */
export function useSetUpState(token: string) {
  return useQuery({
    queryKey: ['setup', token],
    queryFn: () => api.get<SetUpState>('/setup', { token }),
    retry: false,
  });
}

/** Whom an invitation or a password link is for. */
export function useInvitation(token: string) {
  return useQuery({
    queryKey: ['invitations', token],
    queryFn: () => api.get<{ name: string; email: string }>('/invitations', { token }),
    retry: false,
  });
}

export function useAcceptInvitation() {
  return useSessionMutation((input: { token: string; password: string }) =>
    api.post<Session>('/invitations/accept', input),
  );
}

/** Changes the name or the password of who is signed in. */
export function useChangeMe() {
  return useSessionMutation((input: { name?: string; password?: string; current_password?: string }) =>
    api.patch<Session>('/me', input),
  );
}

/** Ends the session on the server, then forgets all that was read in it. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete('/session'),
    onSuccess: () => {
      forgetSession(client);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
    },
  });
}

/** After a 401 on any call: the shell shows the sign-in page and keeps the address. */
export function forgetSession(client: QueryClient): void {
  setCsrfToken(undefined);
  client.setQueryData(SESSION_KEY, null);
}
