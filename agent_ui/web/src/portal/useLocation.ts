/** The device's position (定位), where the browser has one and the citizen agrees; never needed. */
import { ref, type Ref } from "vue";

type State = "idle" | "busy" | "failed";

export function useLocation(found: (point: string) => void): { available: boolean; state: Ref<State>; locate: () => void } {
  const state = ref<State>("idle");
  const available = "geolocation" in navigator && window.isSecureContext;

  function locate(): void {
    state.value = "busy";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        state.value = "idle";
        found(`${coords.longitude.toFixed(6)}, ${coords.latitude.toFixed(6)}`);
      },
      () => {
        state.value = "failed";
      },
      { timeout: 10_000, maximumAge: 60_000 },
    );
  }

  return { available, state, locate };
}
