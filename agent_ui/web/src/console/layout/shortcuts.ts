/** Keyboard shortcuts (快捷键): single keys outside of inputs, which a person may switch off (WCAG 2.1.4). */
import { onScopeDispose, ref, watchEffect } from "vue";

export interface Shortcut {
  key: string;
  /** The name of its sentence in the locales. */
  words: string;
  run: () => void;
}

const KEY = "hotline.shortcuts";
export const enabled = ref(localStorage.getItem(KEY) !== "off");
watchEffect(() => localStorage.setItem(KEY, enabled.value ? "on" : "off"));

const TYPING = "input, textarea, select, [contenteditable='true'], [role='combobox'], dialog";

/** A lone key that nobody is typing with, and that no input method is composing. */
export function isShortcut(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return false;
  return !(event.target instanceof Element && event.target.closest(TYPING));
}

/** Move the focus among the links of a list: from none to the first, from one to its neighbour. */
export function step(links: HTMLElement[], by: 1 | -1, present: Element | null = document.activeElement): void {
  const at = links.findIndex((link) => link === present);
  links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

/** Listen while the calling component lives. */
export function useShortcuts(shortcuts: Shortcut[]): void {
  function onKey(event: KeyboardEvent): void {
    const found = shortcuts.find((one) => one.key === event.key);
    if (!found || !isShortcut(event) || (!enabled.value && found.key !== "?")) return;
    event.preventDefault();
    found.run();
  }
  window.addEventListener("keydown", onKey);
  onScopeDispose(() => window.removeEventListener("keydown", onKey));
}
