/** My queues with their counts (我的队列): read once, read again when a stream says that one moved. */
import { effectScope, onScopeDispose, ref, watch, type Ref } from "vue";
import { useStream } from "@/features/gateway/live";
import { listQueues, type Queue } from "@/features/tickets/api";

const SETTLE = 400;

export function useQueues(): { queues: Ref<Queue[]> } {
  const queues = ref<Queue[]>([]);
  const scope = effectScope();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    queues.value = await listQueues().catch(() => queues.value);
  }

  /** Many events in a row are one question. */
  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void load(), SETTLE);
  }

  watch(
    () => queues.value.map((queue) => queue.queue).join(),
    (names, before) => {
      const fresh = names.split(",").filter((name) => name && !before.split(",").includes(name));
      scope.run(() => fresh.forEach((name) => useStream(`queue:${name}`, soon)));
      // What moved between the reading and the listening is in no event.
      if (fresh.length > 0) soon();
    },
  );

  void load();
  onScopeDispose(() => {
    clearTimeout(timer);
    scope.stop();
  });
  return { queues };
}
