"""Static files as they are served: hashed, compressed, and modules that import each other by hashed name."""

from __future__ import annotations

from pathlib import Path

from django.core.files.base import ContentFile

from studio.static import Storage


def collected(tmp_path: Path, **files: str) -> Storage:
    storage = Storage(location=tmp_path, base_url="/static/")
    for name, text in files.items():
        storage.save(f"js/{name}.js", ContentFile(text.encode()))
    names = {f"js/{name}.js": (storage, f"js/{name}.js") for name in files}
    for _name, _hashed, trouble in storage.post_process(names):
        assert trouble is True, trouble
    return storage


def test_modules_import_the_hashed_names(tmp_path: Path) -> None:
    storage = collected(
        tmp_path,
        board='import { roll } from "./timing.js";\nconst later = () => import("./late.js");\n// from here on\n',
        timing="export const roll = 1;\n",
        late="import './timing.js';\n",
    )
    hashed = {name: storage.stored_name(f"js/{name}.js").removeprefix("js/") for name in ("board", "timing", "late")}
    board = (tmp_path / "js" / hashed["board"]).read_text()
    assert f'from "./{hashed["timing"]}"' in board
    assert f'import("./{hashed["late"]}")' in board
    assert f'import "./{hashed["timing"]}"' in (tmp_path / "js" / hashed["late"]).read_text()
    assert all(name.count(".") == 2 for name in hashed.values())


def test_files_are_compressed_beforehand(tmp_path: Path) -> None:
    storage = collected(tmp_path, long="export const words = [" + '"storyreel",' * 500 + "];\n")
    assert (tmp_path / f"{storage.stored_name('js/long.js')}.gz").exists()
