/** Cards against one's own unit on a ticket (监察牌): an appeal may name one of them. */
import { computed, ref, watch, type ComputedRef } from "vue";
import { get } from "@/kit/http";
import type { Page } from "@/kit/listing";
import { dateTime } from "@/kit/time";
import type { Found } from "@/shared/RemoteSelect.vue";
import { said } from "@/shared/words";
import type { AllowedAction, FieldSpec } from "./api";
import { fixed, type Picker } from "./pickers";
import type { Values } from "./useActionForm";

interface Card {
  id: string;
  colour_label: string;
  rule_label: string;
  triggered_at: string;
}

async function cardsOn(ticketId: string, unitId: string | undefined): Promise<Found[]> {
  const page = await get<Page<Card>>("/api/supervision/cards", { object_id: ticketId, unit_id: unitId, limit: 50 });
  return page.items.map((card) => ({ value: card.id, label: `${said(card.colour_label)} ${said(card.rule_label)}（${dateTime(card.triggered_at)}）` }));
}

export interface CardChoice {
  /** The field is asked only where there is a card to choose, and of an appeal only for one on a card. */
  isAsked: (field: FieldSpec) => boolean;
  picker: ComputedRef<Picker>;
}

/** The choice of a card in the form of an action that names one. */
export function useCardChoice(ticketId: string, action: AllowedAction, unitId: string | undefined, values: Values): CardChoice {
  const cards = ref<Found[]>([]);
  /** An appeal says first what it is about; a complaint of efficiency may name any card on the ticket. */
  const isAppeal = action.fields.some((field) => field.name === "item");
  if (action.fields.some((field) => field.name === "card_id")) {
    // Without the list the appeal means every card on the ticket.
    void cardsOn(ticketId, isAppeal ? unitId : undefined).then((found) => (cards.value = found), () => undefined);
    if (isAppeal) watch(() => values.item, (item) => {
      if (item !== "CARD") values.card_id = "";
    });
  }
  return {
    isAsked: (field) => field.name !== "card_id" || ((!isAppeal || values.item === "CARD") && cards.value.length > 0),
    picker: computed(() => fixed(cards.value)),
  };
}
