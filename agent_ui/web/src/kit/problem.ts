/** Refusals of the server (拒绝与错误) as one error class; the only place that turns them into words. */
import { inLocale } from "./locale";

export interface FieldError {
  field: string;
  reason: string;
  reason_en?: string;
}

/** The body of application/problem+json as the server writes it. */
export interface ProblemBody {
  type: string;
  status: number;
  code: string;
  title: string;
  title_en?: string;
  detail?: string;
  detail_en?: string;
  errors?: FieldError[];
  allowed_actions?: string[];
  current_version?: number;
  request_id?: string;
}

export class ApiProblem extends Error {
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.detail || body.title);
    this.body = body;
  }

  get code(): string {
    return this.body.code;
  }

  get status(): number {
    return this.body.status;
  }

  /** Someone saved before us: the version we knew is no longer the present one. */
  get isStale(): boolean {
    return this.status === 409 && (this.code === "stale_version" || this.body.current_version !== undefined);
  }

  get isOffline(): boolean {
    return this.code === "offline";
  }

  /** One sentence for the user, in the language of the page. */
  get words(): string {
    const { title, title_en, detail, detail_en, errors = [] } = this.body;
    // What is wrong with the whole rather than with one field says more than "the content is not valid".
    const general = errors.filter((error) => !error.field).map((error) => inLocale(error.reason, error.reason_en));
    return general.length > 0 ? general.join("；") : inLocale(detail || title, detail_en || title_en);
  }

  /** Words per field name, for the form to show beside its inputs. */
  get fieldWords(): Record<string, string> {
    const named = (this.body.errors ?? []).filter((error) => error.field);
    return Object.fromEntries(named.map((error) => [error.field.split(".")[0], inLocale(error.reason, error.reason_en)]));
  }
}

/** The network failed before any server answered; nothing is known to be stored. */
export function offlineProblem(): ApiProblem {
  return new ApiProblem({
    type: "urn:hotline:problem:offline",
    status: 0,
    code: "offline",
    title: "网络连接中断",
    title_en: "No connection",
    detail: "网络连接中断，请检查网络后重试。已填写的内容不会丢失。",
    detail_en: "The network is down. Check it and try again; what you typed is kept.",
  });
}

/** Something the page itself finds wrong only while it works, as a number that nobody has. */
export class Refusal extends Error {}

/** Words for anything thrown. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.words;
  if (error instanceof Refusal) return error.message;
  return inLocale("操作没有完成，请重试。", "That did not work. Please try again.");
}
