/** One field before and after (栏目变更), as lines. */
export interface LineChange {
  key: string;
  label: string;
  gone: string[];
  come: string[];
}

/** What changed between the lines before and after; lines that are in both are left out. */
export function lineChange(key: string, label: string, before: string[], after: string[]): LineChange {
  return { key, label, gone: before.filter((line) => !after.includes(line)), come: after.filter((line) => !before.includes(line)) };
}
