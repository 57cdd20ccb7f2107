/** Sign-on (登录) as the server offers it. */
import { get, post } from "@/kit/http";

export interface Account {
  id: string;
  login: string;
  name: string;
  roles: string[];
  role_labels: string[];
  unit: { id: string; name: string } | null;
  permissions: string[];
}

export interface Credentials {
  login: string;
  password: string;
  totp?: string;
}

/** Open a session; refused with `second_factor_required` when the six digits are missing. */
export async function signIn(credentials: Credentials): Promise<Account> {
  return (await post<{ account: Account }>("/api/auth/login", credentials)).account;
}

/** End the session. */
export function signOut(): Promise<void> {
  return post("/api/auth/logout");
}

/** Who am I; refused with 401 when nobody is signed in. */
export async function whoAmI(): Promise<Account> {
  const answer = await get<Account | { account: Account }>("/api/auth/me");
  return "account" in answer ? answer.account : answer;
}
