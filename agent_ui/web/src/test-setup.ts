/** Every test starts with empty storages (每个测试互不影响). */
import { beforeEach } from "vitest";

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});
