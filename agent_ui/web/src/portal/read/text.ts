/** Words of the pages of items, articles, units and notices (阅读页文字) in both languages. */
import { computed, type ComputedRef } from "vue";
import { locale } from "@/kit/locale";
import type { Limit, Material } from "./api";

const zh = {
  reading: "正在打开……",
  facts: "一眼看懂",
  owner: "主管单位：",
  promised: "办理时限",
  statutory: "法定时限",
  fee: "收费",
  noFee: "不收费",
  basisOfFee: "收费依据",
  online: "网上办理",
  onlineGo: "去网上办理",
  depths: { NONE: "不能网上办，需到窗口", INFO: "网上可以查询和咨询", PRECHECK: "网上申报、预审", FULL: "全程网上办理" } as Record<string, string>,
  visits: "要跑几趟",
  visitsTold: (n: number) => (n === 0 ? "不用跑" : `${n} 趟`),
  target: "谁能办",
  result: "办完拿到",
  validity: "有效期",
  materials: "要带的材料",
  noMaterials: "目录没有列出材料，请先问清再去。",
  copies: (n: number) => `${n} 份`,
  form: { PAPER: "纸质", ELECTRONIC: "电子", BOTH: "纸质或电子" } as Record<string, string>,
  original: { ORIGINAL: "原件", COPY: "复印件", BOTH: "原件和复印件" } as Record<string, string>,
  origin: { SELF: "自己准备", GOVERNMENT: "政府部门发的", THIRD_PARTY: "其他机构出的" } as Record<string, string>,
  eLicence: "可用电子证照",
  forms: "要填的表",
  files: "可以下载的表格和材料",
  download: "下载",
  sample: "样表",
  conditions: "办理条件",
  quantity: "数量限制",
  steps: "怎么办",
  windows: "去哪里办",
  windowsOf: "窗口",
  otherWindows: (n: number) => `其他窗口（${n} 个）`,
  notHere: "您所在的区没有列出窗口，以下是其他区的。",
  address: "地址",
  hours: "办公时间",
  phone: "电话",
  transport: "交通",
  map: "看地图",
  serves: (n: number) => `这里可以办 ${n} 项`,
  consult: "咨询电话",
  supervise: "监督电话",
  basis: "办理依据",
  remedies: "不服怎么办",
  days: { WORKING: "个工作日", CALENDAR: "个自然日" } as Record<string, string>,
  onTheSpot: "当场办结",
  noLimit: "没有规定时限",
  code: "事项编码",
  duties: "管什么",
  numbers: "公布的电话",
  states: { ACTIVE: "", SUSPENDED: "暂停使用", MERGED: "已并入 12345", CLOSED: "停用" } as Record<string, string>,
  noDuties: "名录里还没有这个单位的电话和窗口，可拨打12345询问。",
  from: "发布单位",
  district: "适用范围",
  wholeCity: "全市",
  since: (time: string) => `${time} 起`,
  correcting: "此内容正在核对更正，请以工作人员的答复为准。",
  legal: "依据",
  place: "地点",
  submit: "这件事我要反映",
  gone: "可能已经过期、更新或撤下。请重新搜索。",
};

export type ReadText = typeof zh;

const en: ReadText = {
  reading: "Opening…",
  facts: "At a glance",
  owner: "Office in charge: ",
  promised: "Time needed",
  statutory: "Legal limit",
  fee: "Fee",
  noFee: "free",
  basisOfFee: "Basis of the fee",
  online: "Online",
  onlineGo: "Go online",
  depths: { NONE: "not online; please come to a counter", INFO: "information only", PRECHECK: "apply and be checked online", FULL: "entirely online" },
  visits: "Visits",
  visitsTold: (n) => (n === 0 ? "none" : String(n)),
  target: "For whom",
  result: "What you get",
  validity: "Valid for",
  materials: "What to bring",
  noMaterials: "The catalogue lists no documents; please ask before you go.",
  copies: (n) => `× ${n}`,
  form: { PAPER: "paper", ELECTRONIC: "electronic", BOTH: "paper or electronic" },
  original: { ORIGINAL: "original", COPY: "copy", BOTH: "original and copy" },
  origin: { SELF: "your own", GOVERNMENT: "issued by an office", THIRD_PARTY: "issued by others" },
  eLicence: "e-licence accepted",
  forms: "Forms",
  files: "Forms and papers to download",
  download: "download",
  sample: "sample",
  conditions: "Conditions",
  quantity: "Quota",
  steps: "Steps",
  windows: "Where",
  windowsOf: "Counters",
  otherWindows: (n) => `Other counters (${n})`,
  notHere: "No counter is listed in your district; these are in others.",
  address: "Address",
  hours: "Hours",
  phone: "Phone",
  transport: "Getting there",
  map: "map",
  serves: (n) => `${n} matters are handled here`,
  consult: "Questions",
  supervise: "Complaints",
  basis: "Legal basis",
  remedies: "If refused",
  days: { WORKING: " working days", CALENDAR: " days" },
  onTheSpot: "at once",
  noLimit: "no limit set",
  code: "Code",
  duties: "What it does",
  numbers: "Published numbers",
  states: { ACTIVE: "", SUSPENDED: "out of use for now", MERGED: "now 12345", CLOSED: "closed" },
  noDuties: "The directory has no number and no counter of this office yet; call 12345 to ask.",
  from: "From",
  district: "Applies to",
  wholeCity: "the whole city",
  since: (time) => `from ${time}`,
  correcting: "This text is being checked; what our staff say counts.",
  legal: "Basis",
  place: "Place",
  submit: "Report something about it",
  gone: "It may have expired, been renewed or withdrawn. Please search again.",
};

/** The words in the chosen language. */
export function useReadText(): ComputedRef<ReadText> {
  return computed(() => (locale.value === "en" ? en : zh));
}

/** A limit in words; empty where the catalogue tells none. */
export function limitIn(text: ReadText, limit: Limit | null | undefined): string {
  if (!limit) return "";
  const note = limit.note ?? "";
  if (limit.kind === "OTHER") return note;
  const told = { DAYS: `${limit.days}${text.days[limit.unit ?? "WORKING"] ?? ""}`, ON_THE_SPOT: text.onTheSpot, NONE: text.noLimit }[limit.kind];
  return note ? `${told}（${note}）` : told;
}

/** Form, copies and origin of a document in words. */
export function materialIn(text: ReadText, material: Material): string {
  const { form, original, copies, source, e_licence } = material;
  const told = [original && text.original[original], form && text.form[form], copies && text.copies(copies), source && text.origin[source], e_licence && text.eLicence];
  return told.filter(Boolean).join(" · ");
}
