"""An instance without the sample, as somebody starts it for the first time."""

import re
from pathlib import Path

import pytest
from support.group import make_instance, until

pytestmark = pytest.mark.whole
CODE = re.compile(r"((?:\w{4}-){3}\w{4})$", re.MULTILINE)


def test_the_first_start_shows_the_code_and_the_second_another(tmp_path: Path):
    made = make_instance(tmp_path, sample="false")
    codes = []
    try:
        for _ in range(2):
            made.up()
            until(lambda: CODE.search(made.words))
            codes += CODE.findall(made.words)
            status, page = made.page("/")
            assert (status, "首次设置" in page) == (200, True)
            assert made.stop() < 6
        assert len(set(codes)) == 2
        done = made.run("account", "set-up", "--bureau", "某局", "--system", "xitong=张一",
                        "--security", "anquan=李二", "--audit", "shenji=王三")  # fmt: skip
        assert done.returncode == 0, done.stderr
        made.up()
        until(lambda: "rongcuo doctor" in made.words)
        assert not CODE.search(made.words)
        assert made.page("/set-up")[0] == 404
    finally:
        if made.process is not None and made.process.poll() is None:
            made.stop()
