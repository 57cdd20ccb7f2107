/** How sure the house is (把握), in words: what is not certain is never told as 0 or 100 %. */
export function sureness(confidence: number): string {
  if (confidence > 0 && confidence < 0.01) return "<1%";
  if (confidence > 0.99 && confidence < 1) return ">99%";
  return `${Math.round(confidence * 100)}%`;
}
