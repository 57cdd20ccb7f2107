/** Coming back from the identity provider (登录返回): the server leads to a path, the pages live behind the #. */
const KEY = "hotline.after-sign-on";
const HOME = "/console";

/** Remember where one wanted to go, filters included; the provider is told the path alone. */
export function leaveFor(to: string): void {
  sessionStorage.setItem(KEY, to);
}

/** Forget it and return it. */
export function wantedPage(): string {
  const wanted = sessionStorage.getItem(KEY) ?? "";
  sessionStorage.removeItem(KEY);
  return wanted;
}

/** The path the server may lead back to: no filters, they stay in the browser. */
export function pathFor(to: string): string {
  const path = to.split(/[?#]/)[0] ?? "";
  return `${HOME}${path === "/" ? "" : path}`;
}

/** The address behind the # for a path the server led to; null where there is nothing to translate. */
export function pageFor(pathname: string, search: string, wanted: string): string | null {
  if (!pathname.startsWith(`${HOME}/`)) return null;
  const path = pathname.slice(HOME.length);
  if (path !== "/sign-in") return pathFor(wanted) === pathname ? wanted : `${path}${search}`;
  const query = new URLSearchParams(search);
  if (wanted) query.set("to", wanted);
  return `${path}?${query.toString()}`;
}

/** Put the browser on the page the server meant, before the pages start. */
export function land(): void {
  if (!location.pathname.startsWith(`${HOME}/`) || location.hash) return;
  const page = pageFor(location.pathname, location.search, wantedPage());
  if (page) history.replaceState(null, "", `${HOME}#${page}`);
}
