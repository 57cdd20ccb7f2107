/** Data that two persons put in force, version by version (双人审批的版本): proposed with a reason, approved by somebody else. */
import { get, post } from "@/kit/http";
import { reportOf, type ImportReport } from "./imports";

export interface PolicyVersion {
  id: string;
  number: number;
  state: string;
  note: string;
  proposed_by: string | null;
  proposed_at: string;
  decided_by: string | null;
  decided_at: string | null;
}

export type PolicyDetail<T> = PolicyVersion & { content: T };

interface Compared {
  added: string[];
  changed: string[];
  removed: string[];
  unchanged: string[];
  refused: { row: number; key: string; reason: string; reason_en: string }[];
}

const POLICIES = "/api/routing/policies";

export function listVersions(name: string): Promise<PolicyVersion[]> {
  return get(`${POLICIES}/${name}`);
}

export function getVersion<T>(name: string, id: string): Promise<PolicyDetail<T>> {
  return get(`${POLICIES}/${name}/${id}`);
}

/** Another person must approve it before it counts. */
export function proposeVersion(name: string, content: unknown, note: string): Promise<PolicyVersion> {
  return post(`${POLICIES}/${name}`, { content, note });
}

/** Refused by the proposer himself, it is taken back. */
export function decideVersion(id: string, accept: boolean): Promise<PolicyVersion> {
  return post(`${POLICIES}/${id}/${accept ? "approve" : "reject"}`);
}

/** What a file changes in the version in force; without a dry run it is proposed. */
export async function importVersion(name: string, form: FormData): Promise<ImportReport> {
  const { added, changed, removed, unchanged, refused } = await post<Compared>(`${POLICIES}/${name}/import`, form);
  const faults = refused.map(({ row, key, reason, reason_en }) => ({ line: row, reason: [key, reason].filter(Boolean).join("："), reason_en: [key, reason_en].filter(Boolean).join(": ") }));
  return { ...reportOf({ added, changed, removed }, faults), counts: { added: added.length, changed: changed.length, removed: removed.length, unchanged: unchanged.length } };
}

export function exportAddress(name: string, format: string): string {
  return `${POLICIES}/${name}/export?format=${format}`;
}
