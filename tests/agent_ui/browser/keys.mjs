// Hands that never leave the keyboard (只用键盘): Tab to a thing, type, choose, send.

/** What the focus stands on: its id, names and words in one line. */
function focused(page) {
  return page.evaluate(() => {
    const one = document.activeElement;
    if (!one || one === document.body || one.tagName === "MAIN") return "";
    const labels = [...(one.labels ?? [])].map((label) => label.innerText).join(" ");
    return [one.id, one.getAttribute("aria-label"), labels, one.innerText, one.type === "radio" ? one.value : ""].filter(Boolean).join(" | ").replace(/\s+/g, " ");
  });
}

/** Press Tab until the focus stands on what is wanted. */
export async function tabTo(page, wanted, key = "Tab") {
  for (let presses = 0; presses < 90; presses += 1) {
    const now = await focused(page);
    if (typeof wanted === "string" ? now.split(" | ").includes(wanted) : wanted.test(now)) return now;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab never reaches ${wanted}`);
}

export async function go(page, wanted) {
  await tabTo(page, wanted);
  await page.keyboard.press("Enter");
}

export async function write(page, field, words) {
  await tabTo(page, new RegExp(`^${field}\\b`));
  await page.keyboard.type(words);
}

/** Choose from a list by arrows. */
export async function pick(page, field, option) {
  await go(page, new RegExp(`^field-${field}\\b`));
  const under = page.locator(".el-select-dropdown__item.is-hovering:visible", { hasText: option });
  for (let presses = 0; presses < 30; presses += 1) {
    if (await under.count()) {
      await page.keyboard.press("Enter");
      return;
    }
    await page.keyboard.press("ArrowDown");
    await page.waitForTimeout(50);
  }
  throw new Error(`no ${option} in ${field}`);
}

/** Open a ticket from a queue of the menu: the first key goes to the first row. */
export async function openFrom(page, queue, number) {
  await go(page, new RegExp(`^${queue} \\d`));
  await page.getByRole("link", { name: number }).waitFor();
  await page.keyboard.press("j");
  await tabTo(page, number);
  await page.keyboard.press("Enter");
  await page.locator("article .bar button").first().waitFor();
}

export async function begin(page, action) {
  await page.keyboard.press("a");
  await go(page, action);
  await page.locator(".panel").waitFor();
}

export async function send(page, action) {
  await page.keyboard.press("Control+Enter");
  const refused = page.locator(".panel .refusal, .merge, .el-form-item__error").first();
  await page.getByText(`“${action}”已完成。`).or(refused).first().waitFor();
  if (await refused.isVisible()) throw new Error(`${action} refused: ${await page.locator(".panel").innerText()}`);
}
