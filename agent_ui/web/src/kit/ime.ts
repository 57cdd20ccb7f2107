/** Enter that is safe with input methods (输入法): the Enter that picks a word sends nothing. */

/** A key that the input method takes for itself. */
export function isComposing(event: KeyboardEvent): boolean {
  // Code 229 is how older WebKit reports a key taken by the input method, after `isComposing` is already false.
  return event.isComposing || event.keyCode === 229;
}

/** True for an Enter that means "go", false while an input method is composing. */
export function isPlainEnter(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !isComposing(event) && !event.shiftKey;
}
