/** Drafts (草稿): what is typed survives a reload until it is sent or thrown away. */
import { reactive, ref, watch, type Ref } from "vue";

export interface Draft<T extends object> {
  value: T;
  /** True when something from an earlier visit was found. */
  restored: Ref<boolean>;
  discard: () => void;
}

function read(storage: Storage, key: string): object | null {
  try {
    const text = storage.getItem(key);
    const found: unknown = text ? JSON.parse(text) : null;
    return found !== null && typeof found === "object" ? found : null;
  } catch {
    return null;
  }
}

/**
 * Keep a reactive object in a storage (by default this tab's: personal data must not outlive the shift).
 * A full or forbidden storage costs the safety net, never the typing.
 */
export function useDraft<T extends object>(key: string, initial: () => T, storage: Storage = sessionStorage): Draft<T> {
  const name = `hotline.draft.${key}`;
  const found = read(storage, name);
  const restored = ref(found !== null);
  const value = reactive({ ...initial(), ...found }) as T;
  let discarding = false;

  watch(
    () => JSON.stringify(value),
    (text) => {
      if (discarding) return;
      try {
        storage.setItem(name, text);
      } catch {
        restored.value = false;
      }
    },
    { flush: "sync" },
  );

  function discard(): void {
    discarding = true;
    for (const extra of Object.keys(value)) delete (value as Record<string, unknown>)[extra];
    Object.assign(value, initial());
    discarding = false;
    storage.removeItem(name);
    restored.value = false;
  }

  return { value, restored, discard };
}

/** Forget every draft of this tab, as at sign-out. */
export function forgetDrafts(storage: Storage = sessionStorage): void {
  for (const key of Object.keys(storage)) if (key.startsWith("hotline.draft.")) storage.removeItem(key);
}
