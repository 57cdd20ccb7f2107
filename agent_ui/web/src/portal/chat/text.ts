/** Words of the chat window (对话窗文字) in both languages; what the assistant says comes from the server. */
import { computed, type ComputedRef } from "vue";
import { locale } from "@/kit/locale";

const zh = {
  title: "在线问答",
  lead: "自动助手先答，工作人员随时接手。请不要发银行卡号、密码和验证码。",
  human: "转人工",
  call: "打 12345",
  end: "结束",
  ended: "对话已结束，这台设备上的记录已清除。",
  start: "开始新的对话",
  log: "对话内容",
  me: "我",
  bot: "助手",
  typing: "正在回复……",
  write: "写下您的问题或要反映的事情",
  short: "写在这里",
  send: "发送",
  failed: "没有发出去。",
  again: "重新发送",
  reopen: "重新连接",
  renewed: "上一段对话已经结束，下面是新的对话。刚才没发出去的话还在输入框里。",
  tooLong: (most: number) => `一次最多 ${most} 个字，请分几次发。`,
};

export type ChatText = typeof zh;

const en: ChatText = {
  title: "Chat",
  lead: "The assistant answers first; a person takes over at any time. Send no bank card numbers, passwords or codes.",
  human: "A person, please",
  call: "Call 12345",
  end: "End",
  ended: "The chat has ended and is gone from this device.",
  start: "Start a new chat",
  log: "Conversation",
  me: "I",
  bot: "Assistant",
  typing: "Answering…",
  write: "Your question, or what happened",
  short: "Write here",
  send: "Send",
  failed: "Not sent. ",
  again: "Send again",
  reopen: "Connect again",
  renewed: "The earlier chat has ended; a new one begins here. What was not sent is still in the box.",
  tooLong: (most) => `${most} characters at most; please send it in parts.`,
};

/** The words in the chosen language. */
export function useChatText(): ComputedRef<ChatText> {
  return computed(() => (locale.value === "en" ? en : zh));
}
