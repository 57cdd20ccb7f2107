/** What a file would change, or changed (导入报告): one form for every import that is tried before it counts. */
export interface Fault {
  line: number;
  reason: string;
  reason_en?: string;
}

export interface ImportReport {
  /** How many of each: added, changed, removed, unchanged … */
  counts: Record<string, number>;
  /** Which ones, where the server names them. */
  named: Record<string, string[]>;
  /** Lines that cannot be used: nothing is taken over while there is one. */
  faults: Fault[];
  /** Lines that were put right by themselves. */
  repaired?: Fault[];
  /** What waits for a person after it was taken over. */
  waiting?: number;
  /** Something is still to be added before it can be taken over. */
  incomplete?: boolean;
}

/** The answer of imports that only count. */
export interface Counted {
  added: number;
  changed: number;
  unchanged: number;
  errors: Fault[];
}

export function countedReport({ added, changed, unchanged, errors }: Counted): ImportReport {
  return { counts: { added, changed, unchanged }, named: {}, faults: errors };
}

/** Nothing in it is refused or missing. */
export function isUsable(report: ImportReport): boolean {
  return report.faults.length === 0 && !report.incomplete;
}

/** Nothing would change. */
export function isIdle(report: ImportReport): boolean {
  return ["added", "changed", "removed"].every((name) => !report.counts[name]);
}

/** A report of lists, counted. */
export function reportOf(named: Record<string, string[]>, faults: Fault[]): ImportReport {
  return { counts: Object.fromEntries(Object.entries(named).map(([name, all]) => [name, all.length])), named, faults };
}

/** A form with a file and what belongs to it; empty fields are left out. */
export function formOf(file: File, fields: Record<string, string | File | null | undefined>): FormData {
  const form = new FormData();
  form.append("file", file);
  for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
  return form;
}
