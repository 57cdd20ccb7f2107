import { expect, it } from "vitest";
import { keyForSending, looksLikePhone, newRequest, readPoint, requestBody, whatFault, whereFault } from "./request";

it("reads a map point as people type it, and refuses nonsense", () => {
  expect(readPoint("113.12, 23.02")).toEqual({ lng: 113.12, lat: 23.02 });
  expect(readPoint("113.12，23.02")).toEqual({ lng: 113.12, lat: 23.02 });
  expect(readPoint("")).toBeNull();
  expect(readPoint("23.02")).toBeUndefined();
  expect(readPoint("213.1, 23.0")).toBeUndefined();
});

it("asks for a little more than a word, counting rare characters once", () => {
  expect(whatFault({ ...newRequest(), content: "  " })).toBe("contentMissing");
  expect(whatFault({ ...newRequest(), content: "𠮷𠮷𠮷" })).toBe("contentShort");
  expect(whatFault({ ...newRequest(), content: "路灯不亮了" })).toBeNull();
});

it("asks for a phone unless the citizen stays anonymous", () => {
  expect(whereFault(newRequest())).toBe("phoneMissing");
  expect(whereFault({ ...newRequest(), phone: "138" })).toBe("phoneWrong");
  expect(whereFault({ ...newRequest(), phone: "0757-8320 1234" })).toBeNull();
  expect(whereFault({ ...newRequest(), anonymous: true })).toBeNull();
  expect(whereFault({ ...newRequest(), anonymous: true, point: "x" })).toBe("pointWrong");
  expect(looksLikePhone("+852 9123 4567")).toBe(true);
});

it("sends no contact with an anonymous request, whatever was typed before", () => {
  const body = requestBody({ ...newRequest(), content: " 夜间施工噪音 ", phone: "13800000000", name: "陈", anonymous: true });
  expect(body).not.toHaveProperty("contact");
  expect(body.reply_wanted).toBe(false);
  expect(body.content).toBe("夜间施工噪音");
});

it("keeps its key when sent again, and takes another for other words or another person", () => {
  const form = { ...newRequest(), content: "路灯不亮" };
  keyForSending(form);
  const first = form.submission_key;
  keyForSending(form);
  expect(form.submission_key).toBe(first);
  form.content = "路灯不亮，已有三天";
  keyForSending(form);
  expect(form.submission_key).not.toBe(first);
  const second = form.submission_key;
  form.phone = "13800000001";
  keyForSending(form);
  const third = form.submission_key;
  form.anonymous = true;
  keyForSending(form);
  expect(new Set([first, second, third, form.submission_key]).size).toBe(4);
});

it("sends place, answers and the claims of photos, under one key however often it is sent", () => {
  const form = {
    ...newRequest(),
    content: "路灯不亮",
    phone: "13800000000",
    point: "113.1, 23",
    answers: { lamp: "3 号杆", since: "" },
    photos: [{ claim: "C1", name: "a.jpg" }],
  };
  const body = requestBody(form);
  expect(body.submission_key).toMatch(/^[0-9a-f]{32}$/);
  expect(requestBody(form).submission_key).toBe(body.submission_key);
  expect(newRequest().submission_key).not.toBe(body.submission_key);
  expect(body.place).toEqual({ lng: 113.1, lat: 23 });
  expect(body.answers).toEqual({ lamp: "3 号杆" });
  expect(body.attachments).toEqual(["C1"]);
});

it("a village goes by its code, and by its name in the address", () => {
  const form = { ...newRequest(), district_code: "440604", town_code: "440604100", village: "紫南村", village_code: "440604100201", address: "村口" };
  expect(requestBody(form).place).toEqual({ district_code: "440604", town_code: "440604100", village_code: "440604100201", address: "紫南村村口" });
  expect(requestBody({ ...form, village_code: "" }).place).toEqual({ district_code: "440604", town_code: "440604100", address: "紫南村村口" });
});
