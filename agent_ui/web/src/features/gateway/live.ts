/** The one live connection of this tab (实时连接): its state for the banner, streams for the pages. */
import { onScopeDispose, ref } from "vue";
import { StaffSocket, type Listener, type Person, type State } from "./socket";

export const state = ref<State>("connecting");
/** Once lost, the connection counts as lost until it is back: a banner that comes and goes with every try makes the page jump. */
export const lost = ref(false);
export const viewers = ref<Record<string, Person[]>>({});

const scheme = location.protocol === "https:" ? "wss" : "ws";
const socket = new StaffSocket(`${scheme}://${location.host}/api/ws`, (now) => {
  state.value = now;
  if (now !== "connecting") lost.value = now === "offline";
});
socket.onPresence = (ticketId, people) => {
  viewers.value = { [ticketId]: people };
};

/** Begin after sign-in. */
export function startLive(): void {
  socket.start();
  window.addEventListener("online", retryLive);
}

/** End at sign-out. */
export function stopLive(): void {
  window.removeEventListener("online", retryLive);
  socket.stop();
  viewers.value = {};
}

/** Try again at once. */
export function retryLive(): void {
  socket.retryNow();
}

/** Listen to a stream for the life of the calling component. */
export function useStream(stream: string, listener: Listener): void {
  onScopeDispose(socket.subscribe(stream, listener));
}

/** Say that a ticket is open here, and stop saying so when the component goes. */
export function useAttendance(ticketId: string): void {
  socket.attend(ticketId);
  onScopeDispose(() => socket.attend(null));
}
