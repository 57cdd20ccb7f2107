/** What carrying over to new codes proposes, and what is left to a person (沿用结果). */
export interface Carried {
  proposed: number;
  undecided: { subject: string; reason: string; reason_en?: string }[];
}
