"""Files of an article: a version offers them to whoever may read it, and to nobody else."""

from typing import Any

from tests.support.city import PNG, City, Desk

TITLE = "占道施工怎样申请"


async def claim(desk: Desk) -> str:
    sent = await desk.client.post("/api/uploads", files={"file": ("a.png", PNG, "image/png")})
    assert sent.status_code == 201, sent.text
    return str(sent.json()["claim"])


async def ok(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def content(**more: Any) -> dict[str, Any]:
    said = {"title": TITLE, "spoken": "带申请表到窗口。", "answer": "填好申请表到窗口提交。"}
    return {**said, "valid_from": "2025-01-01", **more}


class Shelf:
    """An editor, an owner and one article of theirs."""

    def __init__(self, editor: Desk, owner: Desk, article: dict[str, Any]) -> None:
        self.editor, self.owner, self.article = editor, owner, article
        self.path = f"/api/articles/{article['id']}"
        self.public = f"/api/public/articles/{article['id']}"

    async def release(self) -> None:
        """Let the owner approve and the editor publish what is drafted."""
        for desk, step in ((self.owner, "REVIEW"), (self.editor, "PUBLISH")):
            await ok(
                await desk.client.post(
                    f"{self.path}/actions/{step}", json={"version": await self.version()}
                )
            )

    async def version(self) -> int:
        return int((await ok(await self.editor.client.get(self.path)))["article"]["version"])

    async def revise(self, **more: Any) -> Any:
        body = {"version": await self.version(), "content": content(**more)}
        return await self.editor.client.post(f"{self.path}/revisions", json=body)


async def shelf(city: City, key: str = "road-works", **more: Any) -> Shelf:
    editor, owner = await city.desk("zhishi"), await city.desk("gongan-zs")
    unit = (await ok(await editor.client.get("/api/units", params={"q": "FS-GA", "limit": 50})))[
        "items"
    ]
    placement = {
        "owner_unit_code": "FS-GA",
        "owner_unit_id": next(u["id"] for u in unit if u["code"] == "FS-GA"),
        "audience": more.pop("audience", "PUBLIC"),
    }
    body = {"key": key, "placement": placement, "content": content(**more)}
    return Shelf(editor, owner, await ok(await editor.client.post("/api/articles", json=body), 201))


async def test_a_citizen_gets_the_form_that_the_version_in_force_offers(city: City) -> None:
    token = await claim(await city.desk("zhishi"))
    kept = await shelf(city, attachments=[{"file": token, "name": "占道施工申请表"}])
    assert (await city.public.get(kept.public)).status_code == 404
    await kept.release()
    (told,) = (await ok(await city.public.get(kept.public)))["attachments"]
    assert (told["name"], told["extension"]) == ("占道施工申请表", "png")
    got = await city.public.get(f"{kept.public}/files/{told['file']}")
    assert got.status_code == 200
    assert got.headers["content-type"] == "image/png"
    assert len(got.content) == told["size"]


async def test_a_version_keeps_the_files_unless_it_says_otherwise(city: City) -> None:
    token = await claim(await city.desk("zhishi"))
    kept = await shelf(city, attachments=[{"file": token, "name": "申请表"}])
    await kept.release()
    (first,) = (await ok(await city.public.get(kept.public)))["attachments"]
    await ok(await kept.revise(answer="先网上预约，再到窗口提交。"), 201)
    await kept.release()
    assert (await ok(await city.public.get(kept.public)))["attachments"] == [first]
    renamed = [{"file": first["file"], "name": "申请表（2026版）"}]
    await ok(await kept.revise(attachments=renamed), 201)
    await kept.release()
    (last,) = (await ok(await city.public.get(kept.public)))["attachments"]
    assert last == first | {"name": "申请表（2026版）"}
    await ok(await kept.revise(attachments=[]), 201)
    await kept.release()
    assert (await ok(await city.public.get(kept.public)))["attachments"] == []
    assert (await city.public.get(f"{kept.public}/files/{first['file']}")).status_code == 404
    staff = await kept.editor.client.get(f"{kept.path}/files/{first['file']}")
    assert staff.status_code == 200


async def test_nobody_gets_a_file_of_what_he_may_not_read(city: City) -> None:
    token = await claim(await city.desk("zhishi"))
    inside = await shelf(
        city, "inside", audience="INTERNAL", attachments=[{"file": token, "name": "内部流程图"}]
    )
    await inside.release()
    detail = await ok(await inside.editor.client.get(inside.path))
    (held,) = detail["current"]["attachments"]
    assert (await city.public.get(f"{inside.public}/files/{held['file']}")).status_code == 404
    other = await shelf(city, "other")
    await other.release()
    assert (await city.public.get(f"{other.public}/files/{held['file']}")).status_code == 404


async def test_a_file_of_another_article_and_a_wrong_claim_are_refused(city: City) -> None:
    editor = await city.desk("zhishi")
    token = await claim(editor)
    kept = await shelf(city, attachments=[{"file": token, "name": "申请表"}])
    detail = await ok(await editor.client.get(kept.path))
    (held,) = detail["draft"]["attachments"]
    other = await shelf(city, "other")
    for file in (held["file"], token, token[:-1] + ("A" if token[-1] != "A" else "B"), "0" * 26):
        answer = await other.revise(attachments=[{"file": file, "name": "申请表"}])
        assert answer.status_code == 404, file
    for file in ("", "x", "../etc/passwd", token + "\u0000"):
        answer = await other.revise(attachments=[{"file": file, "name": "申请表"}])
        assert answer.status_code == 422, file
    assert (await ok(await editor.client.get(other.path)))["draft"]["attachments"] == []
