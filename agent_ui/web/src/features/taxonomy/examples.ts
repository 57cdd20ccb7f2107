/** What a subject sounds like (样例诉求与同义词): every change is a version, and what was withdrawn stays readable. */
import { get, post } from "@/kit/http";
import type { Page } from "@/kit/listing";
import { countedReport, type Counted, type ImportReport } from "@/shared/imports";

export interface Example {
  id: string;
  category_code: string;
  category: string;
  kind: string;
  kind_label: string;
  text: string;
  added_in: number;
  added_at: string;
  added_by_name: string | null;
  withdrawn_in: number | null;
  withdrawn_at: string | null;
  withdrawn_by_name: string | null;
  withdrawn_note: string | null;
}

export interface ExampleVersion {
  number: number;
  at: string;
  by_name: string | null;
  note: string;
  added: number;
  withdrawn: number;
  standing: number;
}

export interface ExampleQuery {
  kind: string;
  category_code?: string;
  q?: string;
  withdrawn?: boolean;
  cursor?: string;
  limit?: number;
}

export function listExamples(query: ExampleQuery): Promise<Page<Example>> {
  return get("/api/routing/examples", { ...query });
}

export function addExample(category_code: string, kind: string, text: string, note: string): Promise<Example> {
  return post("/api/routing/examples", { category_code, kind, text, note });
}

export function withdrawExample(id: string, note: string): Promise<Example> {
  return post(`/api/routing/examples/${id}/withdraw`, { note });
}

export function listExampleVersions(cursor: string | undefined): Promise<Page<ExampleVersion>> {
  return get("/api/routing/examples/versions", { cursor, limit: 10 });
}

export async function importExamples(form: FormData): Promise<ImportReport> {
  return countedReport(await post<Counted>("/api/routing/examples/import", form));
}
