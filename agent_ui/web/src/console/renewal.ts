/** A newer release (版本更新): its server no longer has the parts of this one that were not needed so far. */

/** What browsers say when a part of the program cannot be had. */
const MISSING = /dynamically imported module|Importing a module script failed|Unable to preload/;

/** Start again on the page that was wanted, once the server is there to be asked; drafts stay. */
export async function renew(error: unknown, wanted: string): Promise<void> {
  if (!MISSING.test(String(error))) return;
  const isThere = await fetch(window.location.pathname, { cache: "no-store" }).then((answer) => answer.ok, () => false);
  if (!isThere) return;
  window.location.hash = `#${wanted}`;
  window.location.reload();
}
