import sys
import threading

from supervisor import strays, tools


def test_program_is_run_to_its_end_and_what_it_told_is_kept():
    done = tools.run([sys.executable, "-c", "print('told'); raise SystemExit(3)"], quiet=True)
    assert (done.stdout, done.returncode) == ("told\n", 3)


def test_programs_end_with_all_they_have_started(tmp_path, eventually):
    command = ["sh", "-c", 'sleep 600 & echo $$ $! > "$0"; wait', tmp_path / "pids"]
    installing = threading.Thread(target=tools.run, args=(command,))
    installing.start()
    pids = eventually(lambda: (tmp_path / "pids").exists() and (tmp_path / "pids").read_text().split())
    tools.stop_all()
    installing.join()
    eventually(lambda: not any(strays.birth(int(pid)) for pid in pids))
    assert tools.running == set()
