/** The asker's district (所在区): used while the page is open, kept on this device only if that was asked for. */
import { ref, watch } from "vue";

const KEY = "hotline.portal.district";

function stored(): string {
  const code = localStorage.getItem(KEY) ?? "";
  return /^\d{6}$/.test(code) ? code : "";
}

export const district = ref(stored());
export const remembered = ref(district.value !== "");

watch([district, remembered], ([code, keep]) => {
  if (code && keep) localStorage.setItem(KEY, code);
  else localStorage.removeItem(KEY);
});
