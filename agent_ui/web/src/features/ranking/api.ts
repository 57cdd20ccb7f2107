/** Ranking models (检索排序模型): which weights rank, which may, what each was judged by. */
import type { components } from "@/api/schema.gen";
import { get, post } from "@/kit/http";

export type Ranking = components["schemas"]["RankingOut"];
export type Model = components["schemas"]["RankingModelOut"];

const PATH = "/api/knowledge/ranking";

export function getRanking(): Promise<Ranking> {
  return get(PATH);
}

/** Learn from what was opened and adopted; the model does not rank yet. */
export function learn(days: number): Promise<Ranking> {
  return post(`${PATH}/actions/LEARN`, { days });
}

export function promote(version: string): Promise<Ranking> {
  return post(`${PATH}/actions/PROMOTE`, { version });
}

export function rollBack(): Promise<Ranking> {
  return post(`${PATH}/actions/ROLL_BACK`);
}

/** The shares that a model changes, the most changed first; the shipped one shows all. */
export function changedShares(model: Model): Model["shares"] {
  const change = ({ share, shipped }: Model["shares"][number]): number => Math.abs(share - shipped);
  const changed = model.shares.filter((one) => change(one) >= 0.0005);
  return (changed.length ? changed : model.shares).slice().sort((one, other) => change(other) - change(one));
}
