"""``python -m rongcuo.reference``: bring every generated block up to date."""

from pathlib import Path

from rongcuo.reference import refreshed, written_pages


def main() -> None:
    """Rewrite the pages below the current folder whose blocks have changed."""
    for page in written_pages(Path.cwd()):
        before = page.read_text("utf-8")
        after = refreshed(before)
        if after != before:
            page.write_text(after, "utf-8")
            print(page.name)  # noqa: T201 - what was rewritten


if __name__ == "__main__":
    main()
