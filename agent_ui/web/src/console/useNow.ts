/** The present minute (当前时间), for counting down; ticks while the component lives. */
import { onScopeDispose, ref, type Ref } from "vue";

export function useNow(every = 30_000): Ref<number> {
  const now = ref(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, every);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
