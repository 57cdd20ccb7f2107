// What the recorded server answers about routing (智能研判): seen before, incidents, hot topics, watch, catalogue.
import * as catalogue from "./recorded_catalogue.mjs";
import { deskAnswer } from "./recorded_desk.mjs";
import * as insight from "./recorded_insight.mjs";
import { learningAnswer } from "./recorded_learning.mjs";
import * as seen from "./recorded_seen.mjs";

const page = (items) => ({ items, next_cursor: null });

/** The first pattern that fits answers; a function is given the visitor's world. */
const ANSWERS = [
  [/^POST \/api\/similar$/, (world) => world.seen ?? seen.seenNothing],
  [/^GET \/api\/tickets\/\w+\/seen-before$/, (world) => world.seenOnTicket ?? { ...seen.seenNothing, repeats: { earlier: [], later: [] }, incidents: [] }],
  [/^POST \/api\/learning\/alike$|^GET \/api\/learning\/tickets\/\w+\/alike$/, seen.alike],
  [/^GET \/api\/tickets\/\w+\/why-dispatched$/, catalogue.why],
  [/^GET \/api\/tickets\/\w+\/approval$/, { switch_on: false, not_automatic: [{ code: "DUPLICATE", zh: "疑似重复件", en: "looks like an earlier ticket" }] }],
  [/^GET \/api\/tickets\/\w+\/triage$/, catalogue.triage[0]],
  [/^GET \/api\/triage$/, catalogue.triage],
  [/^GET \/api\/dispatch\/approval$/, catalogue.approval],
  [/^GET \/api\/dispatch\/automatic$/, catalogue.automatic],
  [/^GET \/api\/routing\/policies\/AUTOMATIC$/, catalogue.versions],
  [/^(GET|POST) \/api\/routing\/policies\//, catalogue.version],
  [/^GET \/api\/catalogue\/check$/, catalogue.findings],
  [/^GET \/api\/catalogue\/hints$/, (world) => (world.approving ? catalogue.led : catalogue.hints)],
  [/^GET \/api\/catalogue$/, (world) => page(catalogue.waiting.filter((row) => !(world.decided ?? []).includes(row.id)))],
  [/^GET \/api\/catalogue\/R1$/, catalogue.replaced],
  [/^GET \/api\/units\/tree$/, catalogue.unitTree],
  [/^GET \/api\/accounts\/\w+$/, { id: "01JACCOUNT0000000000000002", name: "欧阳兰" }],
  [/^POST \/api\/catalogue\/hints\//, catalogue.hints[0]],
  [/^GET \/api\/dispatch\/rulings$/, (world) => (world.settled ? [] : catalogue.rulings)],
  [/^POST \/api\/dispatch\/rulings\//, (world) => (world.settled = catalogue.rulings[0])],
  [/^POST \/api\/dispatch\/hints\/refresh$/, { open: 3, new: 1, lapsed: 0 }],
  [/^GET \/api\/towns\/load$/, catalogue.towns],
  [/^GET \/api\/incidents$/, (world) => page(world.incidents ?? insight.incidents)],
  [/^GET \/api\/incidents\/\w+$/, (world) => world.incident ?? insight.suggested],
  [/^GET \/api\/incidents\/\w+\/tickets$/, (world) => page((world.incident ?? insight.suggested).state === "OPEN" ? insight.joined : insight.members)],
  [/^GET \/api\/incidents\/\w+\/measures\/\w+\/items$/, page(insight.items)],
  [/^POST \/api\/incidents\/\w+\/measures/, insight.open.measures[1]],
  [/^POST \/api\/incidents/, (world) => (world.incident = insight.open)],
  [/^GET \/api\/hot-topics$/, (world) => page(world.topics ?? insight.topics)],
  [/^GET \/api\/hot-topics\/briefs$/, (world) => page(world.briefs ?? insight.briefs)],
  [/^GET \/api\/hot-topics\/briefs\/[\d-]+$/, insight.brief],
  [/^GET \/api\/hot-topics\/\w+$/, insight.topicDetail],
  [/^POST \/api\/hot-topics\//, insight.topics[0]],
  [/^GET \/api\/repeats$/, page(insight.repeats)],
  [/^GET \/api\/repeats\/figures$/, insight.repeatFigures],
  [/^GET \/api\/drift$/, (world) => world.drift ?? insight.drift],
  [/^(GET|POST) \/api\/drift\/alerts/, (world) => (world.noted ? page([]) : page(insight.alerts))],
];

/** The answer to a request, or undefined when it is not one of these. */
export function brainAnswer(key, world, body) {
  const learnt = learningAnswer(key, world) ?? deskAnswer(key, world, body);
  if (learnt) return learnt;
  const found = ANSWERS.find(([pattern]) => pattern.test(key));
  if (!found) return undefined;
  if (key.startsWith("POST /api/drift/alerts")) world.noted = true;
  return [200, typeof found[1] === "function" ? found[1](world) : found[1]];
}
