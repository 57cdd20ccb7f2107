/** Visible height (可见高度): what the keyboard of a phone leaves, so that the line one types is never under it. */
import { onBeforeUnmount, onMounted, ref, type Ref } from "vue";

/** Less than this is a phone with its keyboard open, or lying on its side. */
const CRAMPED = 560;
const LEAST = 260;

export interface Seen {
  /** Height for the panel in pixels. */
  height: Ref<number>;
  cramped: Ref<boolean>;
}

export function useSeenHeight(panel: Ref<HTMLElement | null>): Seen {
  const height = ref(LEAST);
  const cramped = ref(false);

  function measure(): void {
    const seen = window.visualViewport?.height ?? window.innerHeight;
    cramped.value = seen < CRAMPED;
    const above = panel.value ? panel.value.getBoundingClientRect().top + window.scrollY : 0;
    height.value = Math.max(LEAST, Math.floor(cramped.value ? seen : seen - above));
    if (cramped.value && panel.value?.contains(document.activeElement)) panel.value.scrollIntoView({ block: "start" });
  }

  onMounted(() => {
    measure();
    window.addEventListener("resize", measure);
    window.visualViewport?.addEventListener("resize", measure);
  });
  onBeforeUnmount(() => {
    window.removeEventListener("resize", measure);
    window.visualViewport?.removeEventListener("resize", measure);
  });
  return { height, cramped };
}
