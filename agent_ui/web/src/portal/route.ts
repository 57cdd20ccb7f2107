/** Pages by the part after # (页面地址): three pages need no router. */
import { ref } from "vue";

export interface Route {
  page: string;
  query: URLSearchParams;
}

function read(): Route {
  const [page = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { page, query: new URLSearchParams(query) };
}

export const route = ref<Route>(read());

window.addEventListener("hashchange", () => {
  route.value = read();
  window.scrollTo(0, 0);
});

/** Open a page. */
export function go(page: string): void {
  location.hash = `/${page}`;
}
