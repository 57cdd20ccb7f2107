// What the recorded server answers about routing (智能研判): seen before, incidents, hot topics, watch, catalogue.
import * as seen from "./recorded_seen.mjs";

const FIXED = {};

/** The answer to a request, or undefined when it is not one of these; `world` holds what a case changes. */
export function brainAnswer(key, body, world) {
  if (key === "POST /api/similar") return [200, world.seen ?? seen.seenNothing];
  if (/^GET \/api\/tickets\/\w+\/seen-before$/.test(key)) return [200, world.seenOnTicket ?? { ...seen.seenNothing, repeats: { earlier: [], later: [] }, incidents: [] }];
  if (key in FIXED) return [200, FIXED[key]];
  return undefined;
}
