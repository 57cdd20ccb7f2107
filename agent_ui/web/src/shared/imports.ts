/** What a file would change, or changed (导入报告): one form for every import that is tried before it counts. */
export interface Fault {
  line: number;
  reason: string;
  reason_en?: string;
}

/** One field of an entry before and after; the label is the server's, in Chinese. */
export interface FieldChange {
  field: string;
  label: string;
  before?: unknown;
  after?: unknown;
}

/** One entry that a file changes, field by field. */
export interface Changed {
  key: string;
  name: string;
  fields: FieldChange[];
}

export interface ImportReport {
  /** How many of each: added, changed, removed, unchanged … */
  counts: Record<string, number>;
  /** Which ones, where the server names them. */
  named: Record<string, string[]>;
  /** What the first changed entries were and would be, where the server tells it. */
  changes?: Changed[];
  /** Lines that cannot be used: nothing is taken over while there is one. */
  faults: Fault[];
  /** Lines that were put right by themselves. */
  repaired?: Fault[];
  /** Lines that are taken, with something a person should know. */
  warned?: Fault[];
  /** Lines that cannot be used are left out and the others taken over. */
  partial?: boolean;
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

/** Nothing in it is refused or missing, or what is refused is simply left out. */
export function isUsable(report: ImportReport): boolean {
  return (report.partial || report.faults.length === 0) && !report.incomplete;
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

interface Refusal {
  row: number;
  key: string;
  reason: string;
  reason_en: string;
}

/** The answer of imports that name the keys of rows and refuse single rows (事项、知识、号码、词库). */
export interface TransferReport {
  added: string[];
  changed: string[];
  unchanged: string[];
  removed: string[];
  refused: Refusal[];
  warnings?: Refusal[];
}

/** The answer of imports of entries, which tells field by field what it changes. */
export interface EntryReport extends TransferReport {
  changes: Changed[];
}

const faultOf = ({ row, key, reason, reason_en }: Refusal): Fault => ({ line: row, reason: key ? `${key}：${reason}` : reason, reason_en: key ? `${key}: ${reason_en}` : reason_en });

/** The server leaves refused rows out and takes the others. */
export function transferReport({ added, changed, unchanged, removed, refused, warnings = [] }: TransferReport): ImportReport {
  const counts = { added: added.length, changed: changed.length, removed: removed.length, unchanged: unchanged.length };
  return { counts, named: { added, changed, removed }, faults: refused.map(faultOf), warned: warnings.map(faultOf), partial: true };
}

/** The report of an import of entries, with both values of what changes. */
export function entryReport(told: EntryReport): ImportReport {
  return { ...transferReport(told), changes: told.changes };
}
