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
  second_factor: boolean;
}

/** What must be done before anything else is allowed. */
export type Duty = "change_password" | "enrol_second_factor";

export interface Me {
  account: Account;
  duty: Duty | null;
}

export interface Credentials {
  login: string;
  password: string;
  /** Six digits of the authenticator, where enrolled. */
  code?: string;
}

/** Open a session; refused with `second_factor_required` when the six digits are missing. */
export function signIn(credentials: Credentials): Promise<Me> {
  return post("/api/auth/login", credentials);
}

/** End the session. */
export function signOut(): Promise<void> {
  return post("/api/auth/logout");
}

/** Who am I; refused with 401 when nobody is signed in. */
export function whoAmI(): Promise<Me> {
  return get("/api/auth/me");
}

/** Change one's own password; every other session ends. */
export function changePassword(old_password: string, new_password: string): Promise<void> {
  return post("/api/auth/password", { old_password, new_password });
}

/** Prepare a second factor; its secret is shown once. */
export function enrolTotp(password: string): Promise<{ secret: string; uri: string }> {
  return post("/api/auth/totp", { password });
}

/** Activate the prepared second factor. */
export function confirmTotp(code: string): Promise<void> {
  return post("/api/auth/totp/confirm", { code });
}

/** Whether the city's identity provider can be used, and what its button says. */
export function singleSignOn(): Promise<{ enabled: boolean; label: string }> {
  return get("/api/auth/oidc");
}
