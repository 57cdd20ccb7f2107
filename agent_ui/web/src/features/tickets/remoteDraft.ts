/** The same draft on the server (云端草稿): survives a crashed browser and follows to another desk. */
import { get, put, request } from "@/kit/http";
import type { Values } from "./useActionForm";

const PAUSE = 3_000;

export interface RemoteDraft {
  /** What was kept; null when there is nothing or the server cannot be asked. */
  find: () => Promise<Values | null>;
  /** Keep the values once the typing pauses. */
  keep: (values: Values) => void;
  forget: () => void;
}

export function remoteDraft(key: string): RemoteDraft {
  const path = `/api/drafts/${key}`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept = false;

  async function find(): Promise<Values | null> {
    const found = await get<Values>(path).catch(() => null);
    kept = found !== null;
    return found;
  }

  function keep(values: Values): void {
    const form = { ...values };
    clearTimeout(timer);
    timer = setTimeout(() => {
      kept = true;
      // This tab still holds the words: a failure is no loss yet.
      void put(path, { form }).catch(() => undefined);
    }, PAUSE);
  }

  function forget(): void {
    clearTimeout(timer);
    if (kept) void request(path, { method: "DELETE" }).catch(() => undefined);
    kept = false;
  }

  return { find, keep, forget };
}
