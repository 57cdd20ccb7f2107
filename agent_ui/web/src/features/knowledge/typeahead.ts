/** Type-ahead (输入联想): what typing may go on to, walked by ↑ ↓, taken by Enter, put away by Esc; input methods are left alone. */
import { computed, ref, watch, type ComputedRef, type Ref } from "vue";
import { isComposing } from "@/kit/ime";
import { useWhileTyping } from "@/kit/whileTyping";
import { complete, type Marks } from "./api";

/** A key is pressed every 150 ms or so: whoever types on is not asked for. */
const PAUSE = 120;

export interface Row {
  text: string;
  marks: Marks;
  kind_label: string;
  /** Empty for the words that were probably meant. */
  document: string;
}

/** What a key asks for: take a row, go with the words as they are, or nothing. */
export type Taken = Row | "go" | null;

export interface Typeahead {
  rows: ComputedRef<Row[]>;
  isOpen: ComputedRef<boolean>;
  active: Ref<number>;
  /** Something was typed by hand. */
  typed: () => void;
  close: () => void;
  onKey: (event: KeyboardEvent) => Taken;
}

export function useTypeahead(words: Ref<string>, district: () => string | undefined, ask: typeof complete = complete): Typeahead {
  const listening = ref(false);
  const active = ref(-1);
  const { answer } = useWhileTyping(() => (listening.value && words.value.trim() ? { q: words.value.trim(), district: district() } : null), ask, PAUSE);

  const rows = computed<Row[]>(() => {
    const { completions = [], did_you_mean: meant = null } = answer.value ?? {};
    const first: Row[] = meant ? [{ text: meant, marks: [], kind_label: "", document: "" }] : [];
    return [...first, ...completions];
  });
  const isOpen = computed(() => listening.value && rows.value.length > 0);
  watch(rows, () => {
    active.value = -1;
  });

  function close(): void {
    listening.value = false;
    active.value = -1;
  }

  function typed(): void {
    listening.value = true;
  }

  /** One before the first and one after the last is the box itself. */
  function move(by: 1 | -1): void {
    if (!isOpen.value) {
      listening.value = true;
      return;
    }
    const places = rows.value.length + 1;
    active.value = ((active.value + 1 + by + places) % places) - 1;
  }

  function onKey(event: KeyboardEvent): Taken {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return null;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && isOpen.value) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      return rows.value[isOpen.value ? active.value : -1] ?? "go";
    }
    return null;
  }

  return { rows, isOpen, active, typed, close, onKey };
}
