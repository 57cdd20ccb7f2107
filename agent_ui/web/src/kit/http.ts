/** The one request function (统一请求): cookie session, forged-request header, problems as errors. */
import { locale } from "./locale";
import { ApiProblem, offlineProblem, type ProblemBody } from "./problem";

export type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

let onSignedOut: () => void = () => undefined;

/** Register what happens when the server no longer knows our session. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}

function payload(body: unknown): { body?: BodyInit; headers: Record<string, string> } {
  if (body === undefined) return { headers: {} };
  if (body instanceof FormData) return { body, headers: {} };
  return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

async function problemFrom(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => null)) as ProblemBody | null;
  if (body && typeof body.code === "string") return new ApiProblem({ ...body, status: response.status });
  return new ApiProblem({
    type: "about:blank",
    status: response.status,
    code: "unreadable_answer",
    title: `服务器没有正常应答（${response.status}），请稍后重试。`,
    title_en: `The server gave no proper answer (${response.status}). Try again later.`,
  });
}

/** Send one request and return the server's good answer; throws `ApiProblem` for every refusal and when offline. */
export async function submitted(path: string, options: Options = {}): Promise<Response> {
  const { body, headers } = payload(options.body);
  let response: Response;
  try {
    response = await fetch(address(path, options.query), {
      method: options.method ?? "GET",
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        "Accept-Language": locale.value,
        "X-Requested-With": "hotline",
        ...headers,
      },
      body,
      signal: options.signal,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw offlineProblem();
  }
  if (response.ok) return response;
  const problem = await problemFrom(response);
  if (problem.code === "unauthenticated") onSignedOut();
  throw problem;
}

/** Send one request and return its JSON. */
export async function request<T>(path: string, options: Options = {}): Promise<T> {
  const response = await submitted(path, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Read. */
export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return request<T>(path, { query, signal });
}

/** Change something. */
export function post<T>(path: string, body?: unknown): Promise<T> {
  return request<T>(path, { method: "POST", body: body ?? {} });
}

/** Replace something. */
export function put<T>(path: string, body: unknown): Promise<T> {
  return request<T>(path, { method: "PUT", body });
}

/** Delete something. */
export function remove(path: string): Promise<void> {
  return request<void>(path, { method: "DELETE" });
}

/** Send a file. */
export function upload<T>(path: string, file: File): Promise<T> {
  const form = new FormData();
  form.append("file", file);
  return request<T>(path, { method: "POST", body: form });
}
