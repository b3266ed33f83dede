import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../../api/client';
import type { components } from '../../../api/schema';
import { usePaged } from '../paged';

export type Token = components['schemas']['TokenView'];
export type NewToken = components['schemas']['NewTokenRequest'];
export type Given = components['schemas']['TokenGiven'];

export const TOKENS = ['operate', 'tokens'] as const;

export function useTokens() {
  return usePaged<Token>(TOKENS, (cursor) =>
    ask(api.GET('/api/v1/tokens', { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })),
  );
}

/** Departments with their posts. */
export function useDepartments() {
  return useQuery({
    queryKey: ['operate', 'departments'],
    queryFn: () => ask(api.GET('/api/v1/departments', { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
  });
}

export type TokenStanding = 'valid' | 'revoked' | 'expired';

export function standing(token: Token, now: number): TokenStanding {
  if (token.revoked_at != null) return 'revoked';
  return token.expires_at != null && new Date(token.expires_at).getTime() <= now ? 'expired' : 'valid';
}
