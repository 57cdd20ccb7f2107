/** How many notices I have not read (未读通知): asked at the start and every minute, so that the menu tells. */
import { onScopeDispose, ref, type Ref } from "vue";
import { useStream } from "@/features/gateway/live";
import { listNotices } from "@/features/supervision/notices";

const EVERY = 60_000;
const MOST = 50;
export const unread = ref("");

/** Ask now; more than a page is told as 50+. */
export async function countUnread(): Promise<void> {
  const page = await listNotices({ unread: true, limit: MOST }).catch(() => null);
  if (page) unread.value = page.next_cursor ? `${MOST}+` : String(page.items.length || "");
}

/** A notice may come any minute; what the live stream of the account tells is counted at once. */
export function useUnread(accountId?: string): Ref<string> {
  void countUnread();
  if (accountId) useStream(`user:${accountId}`, () => void countUnread());
  const timer = setInterval(() => void countUnread(), EVERY);
  onScopeDispose(() => clearInterval(timer));
  return unread;
}
