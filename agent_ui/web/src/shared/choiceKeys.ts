/** Alternatives one keystroke away (一键采纳): Alt and a digit, also while one is typing. */
import { onScopeDispose } from "vue";

/** The digit pressed together with Alt alone, or null; the place of the key counts, not what a layout writes there. */
export function digitOf(event: KeyboardEvent): number | null {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return null;
  const found = /^Digit([1-9])$/.exec(event.code);
  return found ? Number(found[1]) : null;
}

/** Call `pick` with 0, 1 … for the digits from `from` on, while the calling component lives. */
export function useChoiceKeys(from: () => number, count: () => number, pick: (index: number) => void): void {
  function onKey(event: KeyboardEvent): void {
    const index = (digitOf(event) ?? 0) - from();
    if (digitOf(event) === null || event.defaultPrevented || index < 0 || index >= count()) return;
    event.preventDefault();
    pick(index);
  }
  window.addEventListener("keydown", onKey);
  onScopeDispose(() => window.removeEventListener("keydown", onKey));
}
