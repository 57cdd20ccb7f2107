/** The language of the pages (界面语言), remembered on this device; Chinese unless chosen otherwise. */
import { ref, watchEffect } from "vue";

export type Locale = "zh-CN" | "en";
const KEY = "hotline.locale";

function stored(): Locale {
  return localStorage.getItem(KEY) === "en" ? "en" : "zh-CN";
}

export const locale = ref<Locale>(stored());

watchEffect(() => {
  localStorage.setItem(KEY, locale.value);
  document.documentElement.lang = locale.value;
});

/** Switch between the two languages. */
export function switchLocale(): void {
  locale.value = locale.value === "en" ? "zh-CN" : "en";
}

/** Choose the half of a bilingual pair that fits; Chinese stands in where English is missing. */
export function inLocale(chinese: string, english?: string | null): string {
  return locale.value === "en" && english ? english : chinese;
}
