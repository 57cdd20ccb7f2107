/** What the house tells me (站内通知): warnings, cards, documents. */
import { get, post, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";

export interface Notice {
  id: string;
  kind: string;
  title_zh: string;
  body_zh: string;
  object_kind: string;
  object_id: string;
  created_at: string;
  read_at: string | null;
}

/** Notices to me, newest first; only the unread ones unless asked otherwise. */
export function listNotices(query: Query): Promise<Page<Notice>> {
  return get("/api/supervision/notices", query);
}

/** Mark one as read by me. */
export function readNotice(id: string): Promise<void> {
  return post(`/api/supervision/notices/${id}/read`);
}
