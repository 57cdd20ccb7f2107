/** What is remembered of confirmed tickets (已确认工单记忆), and how much it counts in suggestions. */
import { get } from "@/kit/http";

export interface Band {
  from: number;
  to: number;
  weight: number;
}

export interface Memory {
  on: boolean;
  held: number;
  capacity: number;
  confirmed: number;
  rebuilt_at: string | null;
  fed_at: string | null;
  trust: { question: string; question_label: string; judged: number; bands: Band[] }[];
  classes: { code: string; name: string; held: number }[];
}

export function getMemory(): Promise<Memory> {
  return get("/api/learning/memory");
}
