/** The draft kept on the server (云端草稿): this device remembers only an unguessable key. */
import { dropDraft } from "./api";

const KEY = "hotline.portal.draft";

/** 128 random bits nobody can guess. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The key of the saved draft, if this device has one. */
export function draftKey(): string | null {
  return localStorage.getItem(KEY);
}

/** The key to save under: the known one, or a new one. */
export function draftKeyOrNew(): string {
  const known = draftKey();
  if (known) return known;
  const key = randomKey();
  localStorage.setItem(KEY, key);
  return key;
}

/** Forget the draft here and on the server. */
export function forgetSavedDraft(): void {
  const key = draftKey();
  localStorage.removeItem(KEY);
  if (key) void dropDraft(key);
}
