import email
import email.policy
from dataclasses import replace
from pathlib import Path

import pytest

from notifications import FolderChannel, Letter, PermanentFailure, TemporaryFailure, message_id

LETTER = Letter(
    message_id=message_id("notice-1", "7", "bureau.example.cn"),
    to_name="林晓岚",
    to_address="lin@bureau.example.cn",
    subject="【容错纠错】您有1项待办",
    text="林晓岚同志：\n",
)


def test_a_letter_is_a_file_that_a_mail_program_opens(tmp_path: Path) -> None:
    with FolderChannel(tmp_path / "mail of today", "某局 <rongcuo@bureau.example.cn>") as post:
        answer = post.send(LETTER)
    (file,) = (tmp_path / "mail of today").iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert answer == f"written to {file.name}"
    assert file.suffix == ".eml"
    assert message["Subject"] == LETTER.subject
    assert message["To"].addresses[0].addr_spec == LETTER.to_address


def test_the_same_letter_again_is_the_same_file(tmp_path: Path) -> None:
    with FolderChannel(tmp_path) as post:
        post.send(LETTER)
        post.send(LETTER)
        post.send(replace(LETTER, message_id=message_id("notice-2", "7", "bureau.example.cn")))
    assert len(list(tmp_path.iterdir())) == 2


def test_a_message_id_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    with FolderChannel(folder) as post:
        post.send(replace(LETTER, message_id="<../../etc/x@y>"))
        post.send(replace(LETTER, message_id="<>"))
    assert [path for path in tmp_path.rglob("*.eml") if path.parent != folder] == []
    assert len(list(folder.iterdir())) == 2


def test_a_recipient_without_an_address_is_final(tmp_path: Path) -> None:
    with FolderChannel(tmp_path) as post, pytest.raises(PermanentFailure, match="correct it"):
        post.send(replace(LETTER, to_address=""))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands in the way")
    with (
        FolderChannel(tmp_path / "mail") as post,
        pytest.raises(TemporaryFailure, match="could not be written"),
    ):
        post.send(LETTER)


def test_a_sender_that_is_no_address_is_said_at_once_and_gives_up_no_letter(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mail_from 'nobody' is not an e-mail address"):
        FolderChannel(tmp_path, "nobody")
