/** Pages by the part after # (页面地址): a handful of pages needs no router. */
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
/** What the page is about, for the title of the window; never anything personal. */
export const subject = ref("");

window.addEventListener("hashchange", () => {
  route.value = read();
  window.scrollTo(0, 0);
});

/** Open a page. */
export function go(page: string): void {
  location.hash = `/${page}`;
}
