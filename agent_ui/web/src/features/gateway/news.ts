/** News for a page (页面更新): looked at a moment after a stream told of them, or announced while the reader is further down. */
import { onScopeDispose, ref, type Ref } from "vue";
import { useStream } from "./live";
import type { StreamEvent } from "./socket";

const SETTLE = 400;

interface Options {
  /** The reader has gone further than the first page: nothing may jump under his eyes. */
  isLong?: () => boolean;
  /** Whether an event is about this page; the past that is no longer kept always is. */
  concerns?: (event: StreamEvent) => boolean;
}

export interface News {
  /** Something waits to be shown. */
  waiting: Ref<boolean>;
  show: () => void;
}

/** Many events in a row are one look. What is told while the connection is broken comes when it is back. */
export function useNews(stream: string, look: () => unknown, { isLong = () => false, concerns = () => true }: Options = {}): News {
  const waiting = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function show(): void {
    waiting.value = false;
    clearTimeout(timer);
    void look();
  }

  useStream(stream, (event) => {
    if (event.name !== "reset" && !concerns(event)) return;
    if (isLong()) {
      waiting.value = true;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(show, SETTLE);
  });
  onScopeDispose(() => clearTimeout(timer));
  return { waiting, show };
}
