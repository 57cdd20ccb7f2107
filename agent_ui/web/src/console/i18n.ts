/** Interface language (界面语言) of the console: follows the floor's locale. */
import { watch } from "vue";
import { createI18n } from "vue-i18n";
import { locale } from "@/kit/locale";
import en from "@/locales/en";
import zhCN from "@/locales/zh-CN";

export const i18n = createI18n({
  legacy: false,
  locale: locale.value,
  fallbackLocale: "zh-CN",
  messages: { "zh-CN": zhCN, en },
});

watch(locale, (chosen) => {
  i18n.global.locale.value = chosen;
});
