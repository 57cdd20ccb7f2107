/** Large type (大字版): remembered on this device. */
import { ref, watchEffect } from "vue";

const KEY = "hotline.elder";
export const elder = ref(localStorage.getItem(KEY) === "yes" || new URLSearchParams(location.search).has("elder"));

watchEffect(() => {
  localStorage.setItem(KEY, elder.value ? "yes" : "no");
  document.documentElement.classList.toggle("elder", elder.value);
});
