/** Values one can filter by (筛选值); words for them are in the locales, legality is the server's business. */
export const STATUSES = [
  "DRAFT", "AWAITING_INFO", "READY", "DISPATCHED", "OBJECTED", "HANDLING", "REPLIED", "FOLLOWING_UP",
  "CLOSED", "DECLINED", "HANDED_OFF", "MERGED", "WITHDRAWN", "VOIDED",
];
export const KINDS = ["REPORT", "COMPLAINT", "HELP", "SUGGEST", "CONSULT", "PRAISE"];
export const LIGHTS = ["GREEN", "YELLOW", "RED"];
export const CHANNELS = ["VOICE", "VISIT", "PLATFORM", "WECHAT", "APP", "EMAIL", "SMS", "WEB"];
export const PLATFORMS = ["NONE", "PROVINCE", "POLICE_110", "MARKET_12315", "GRID", "PETITION", "MESSAGE_BOARD", "SERVICE_HALL", "LEADER_LINE"];
/** Queues (待办队列) that are a unit's own work. */
export const DESK_QUEUES = ["to_sign", "handling", "to_approve"];
export const EVIDENCE_KINDS = ["HANDLING_PROOF", "CONTACT_PROOF", "IDENTITY", "CITIZEN", "OTHER"];
export const RESPONDENT_KINDS = ["PERSON", "FIRM", "UNIT", "STAFF"];
export const URGENCIES = ["NORMAL", "URGENT", "EMERGENCY"];
export const GROUPS = ["NONE", "ELDERLY", "DISABLED", "MINOR", "FOREIGNER"];
