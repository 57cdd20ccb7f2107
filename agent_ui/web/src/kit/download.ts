/** A file that the server makes of what we send (下载): saved under the server's name for it. */
import { submitted, type Query } from "./http";

const NAMED = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/i;

/** Send the form and save the answer as a file; throws `ApiProblem` as every request does. */
export async function saveAnswer(path: string, form: FormData, otherwise: string): Promise<void> {
  await save(await submitted(path, { method: "POST", body: form }), otherwise);
}

/** Ask for a file and save it; throws `ApiProblem` as every request does. */
export async function saveFile(path: string, query: Query, otherwise: string): Promise<void> {
  await save(await submitted(path, { query }), otherwise);
}

async function save(response: Response, otherwise: string): Promise<void> {
  const named = NAMED.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  const address = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement("a"), { href: address, download: named ? decodeURIComponent(named) : otherwise });
  link.click();
  URL.revokeObjectURL(address);
}
