/** How many notices I have not read (未读通知): asked at the start and every minute, so that the menu tells. */
import { onScopeDispose, ref, type Ref } from "vue";
import { listNotices } from "@/features/supervision/notices";

const EVERY = 60_000;
const MOST = 50;
const unread = ref("");

/** Ask now; more than a page is told as 50+. */
export async function countUnread(): Promise<void> {
  const page = await listNotices({ unread: true, limit: MOST }).catch(() => null);
  if (page) unread.value = page.next_cursor ? `${MOST}+` : String(page.items.length || "");
}

export function useUnread(): Ref<string> {
  void countUnread();
  const timer = setInterval(() => void countUnread(), EVERY);
  onScopeDispose(() => clearInterval(timer));
  return unread;
}
