from supervisor import stamps


def test_fingerprint_follows_the_content(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text("one")
    first = stamps.fingerprint(file)
    assert stamps.fingerprint(file) == first
    file.write_text("two")
    assert stamps.fingerprint(file) != first


def test_fingerprint_tells_files_with_the_same_content_apart(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_text("same")
    assert stamps.fingerprint(tmp_path / "a") != stamps.fingerprint(tmp_path / "b")


def test_stamp_is_current_only_for_what_was_written(tmp_path):
    stamp = tmp_path / "new folder" / "stamp"
    assert not stamps.is_current(stamp, "one")
    stamps.write(stamp, "one")
    assert stamps.is_current(stamp, "one")
    assert not stamps.is_current(stamp, "two")
